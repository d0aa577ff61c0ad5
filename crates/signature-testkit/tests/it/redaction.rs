//! Both flows with everything that can be printed: nothing shows who signs what, or gives access.

use std::fmt::Debug;

use http::{Method, Request};
use signature_model::portal::PortalSignerIdentification;
use signature_protocol::{GetDirectStatus, RequestRedirectUrl};
use signature_testkit::{Caller, Sandbox, SandboxOptions};

use crate::world::{KARI, OLA, SENDER, World, direct_job, number, portal_job};

/// Everything invented in `world` that must not show, besides tokens.
const SECRETS: &[&str] = &[KARI, OLA, "kari@example.com", "kunde 7", "Leieavtale", "Vedlegg", "PDF-1", "invented"];

#[track_caller]
fn check(value: &impl Debug, tokens: &[String]) {
    let shown = format!("{value:?} {value:#?}");
    for secret in SECRETS.iter().copied().chain(tokens.iter().map(String::as_str)) {
        assert!(!shown.contains(secret), "{secret} in {shown}");
        // As a list of numbers, which is how plain bytes print.
        let bytes: Vec<u8> = secret.bytes().collect();
        let listed = format!("{bytes:?}");
        assert!(!shown.contains(listed.trim_matches(['[', ']'])), "the bytes of {secret} in {shown}");
    }
}

#[test]
fn debug_output_has_no_secrets() {
    let mut world = World::new();
    let now = world.now;
    let direct = world.create_direct(&direct_job()).unwrap();
    let portal = world.create_portal(&portal_job()).unwrap();
    let mut tokens = Vec::new();
    let redirect_token = |url: &str| url.rsplit_once('/').unwrap().1.to_owned();
    for signer in &direct.signers {
        tokens.push(redirect_token(signer.redirect_url.expose()));
        let again = world.sandbox.call(now, RequestRedirectUrl::new(signer.signer_url.clone())).unwrap();
        tokens.push(redirect_token(again.redirect_url.expose()));
    }
    let exit = world.sign(direct.job_id, KARI).unwrap().unwrap();
    tokens.push(exit.token().expose().to_owned());
    assert!(tokens.iter().all(|token| token.len() == 64));
    world.sign(portal.job_id, KARI).unwrap();
    let change = world.change();
    assert!(matches!(change.signatures[0].identification, PortalSignerIdentification::Personal(_)));

    let status = GetDirectStatus::new(direct.status_url.clone().unwrap(), exit.token().clone());
    let status_answer = world.sandbox.call(now, status.clone()).unwrap();
    check(&status_answer, &tokens);
    check(&status, &tokens);
    check(&exit, &tokens);
    check(&direct, &tokens);
    check(&change, &tokens);
    check(&world.sandbox, &tokens);
    for job in world.sandbox.service().jobs() {
        check(job, &tokens);
    }
    check(world.sandbox.service(), &tokens);
}

#[test]
fn refusals_quote_nothing() {
    let mut world = World::new();
    let now = world.now;
    let direct = world.create_direct(&direct_job()).unwrap();
    let exit = world.sign(direct.job_id, KARI).unwrap().unwrap();
    let tokens = [exit.token().expose().to_owned()];
    let job = format!("/api/{SENDER}/direct/signature-jobs/{}", direct.job_id);
    let other = "a".repeat(64);
    for (method, path, body, status) in [
        (Method::POST, format!("{job}/signers/2"), format!("<{KARI}>{OLA}</{KARI}>"), 400),
        (Method::POST, format!("{job}/signers/2"), format!("<direct-signer-update-request a='{OLA}'/>"), 400),
        (Method::POST, format!("{job}/signers/1"), String::new(), 409),
        (Method::GET, format!("{job}/status?status_query_token={other}"), String::new(), 403),
        (Method::POST, format!("/web/signature-jobs/{}/devmodesign?signer={KARI}", direct.job_id), String::new(), 409),
        (Method::GET, format!("/api/{SENDER}/{OLA}"), String::new(), 404),
        (Method::POST, format!("/api/{SENDER}/direct/signature-jobs"), format!("{OLA} {KARI}"), 400),
    ] {
        let request = Request::builder().method(method).uri(&path).body(body.into()).unwrap();
        let caller = Caller::organization(number(SENDER));
        let response = world.sandbox.service().handle(now, &caller, &request);
        assert_eq!(response.status().as_u16(), status, "{path}");
        check(&std::str::from_utf8(response.body()).unwrap(), &tokens);
        check(&response, &tokens);
    }
}

#[tokio::test]
async fn a_sandbox_shows_only_its_address() {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    check(&sandbox, &[]);
    check(&SandboxOptions::default(), &[]);
}
