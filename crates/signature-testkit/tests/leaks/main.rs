//! Both flows over HTTPS with every kind of failure, and everything that is logged, traced or printed: nothing shows
//! who signs what, or gives access.
//!
//! Not enabled: `hyper`'s own traces, which need a special compiler flag and are not for normal use.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod capture;
mod run;
mod scripted;
mod secrets;
mod witness;

use run::Run;
use secrets::Secrets;
use witness::Witness;

#[tokio::test]
async fn logs_and_printed_values_have_no_secrets() {
    capture::install();
    let mut run = Run::start().await;
    run.values();
    run.direct_flow().await;
    run.portal_flow().await;
    run.delivery().await;
    run.refusals().await;
    run.odd_replies().await;
    run.broken_transports().await;
    run.sandbox();
    assert!(run.witness.len() > 200, "formatted {}", run.witness.len());
    run.witness.check(&run.secrets);

    let lines = capture::lines();
    for library in ["rustls", "hyper_util"] {
        assert!(lines.iter().any(|line| line.starts_with(library)), "nothing of {library} was captured");
    }
    witness::check("logged", &lines, &run.secrets);
}

#[test]
fn a_secret_that_is_logged_or_traced_is_found() {
    capture::install();
    let canary = |number: u8| format!("canary-{number}");
    log::trace!("sings {}", canary(1));
    tracing::trace!(bird = canary(2), "sings");
    let span = tracing::trace_span!("cage", bird = ?canary(3), later = tracing::field::Empty);
    span.in_scope(|| tracing::trace!("{} sings", canary(4)));
    span.record("later", canary(5));
    let lines = capture::lines();
    for number in 1..=5 {
        let mut secrets = Secrets::default();
        secrets.text("the canary", &canary(number));
        assert!(lines.iter().any(|line| secrets.first_in(line).is_some()), "canary {number} was not captured");
    }
}

#[test]
fn a_secret_is_found_in_every_form() {
    let mut secrets = Secrets::default();
    secrets.text("the name", "Kari Ås");
    let (text, bytes) = ("Kari Ås", "Kari Ås".as_bytes());
    for shown in [
        format!("{text:?}"),
        format!("{text:#?}").to_uppercase(),
        format!("{bytes:?}"),
        format!("{:?}", bytes::Bytes::from_static(bytes)),
        format!("{bytes:x?}"),
        format!("{bytes:#?}"),
        "4b61726920c38573".to_owned(),
        "\"S2FyaSDDhXM=\"".to_owned(),
        "Kari%20%C3%85s".to_owned(),
    ] {
        assert_eq!(secrets.first_in(&shown), Some("the name"), "{shown}");
    }
    assert_eq!(secrets.first_in("Ola Nordmann"), None);
}

#[test]
fn a_secret_in_a_value_or_in_the_cause_of_an_error_is_found() {
    let mut secrets = Secrets::default();
    secrets.text("the number", "01010100000");
    let mut witness = Witness::default();
    witness.sees(&("a value", 7));
    witness.check(&secrets);
    let cause = std::io::Error::other("01010100000");
    assert_eq!(witness.hears(&signature_http::Error::from(signature_http::ErrorKind::Store(cause))), 2);
    let found = std::panic::catch_unwind(|| witness.check(&secrets));
    assert!(found.is_err());
}
