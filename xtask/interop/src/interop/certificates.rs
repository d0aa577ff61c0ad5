//! The certificates of the sandbox: openssl builds the same chain as we do.

use super::bench::{Bench, ask};
use super::verdict::Verdict;
use xtask::failure::Failure;

const JUDGE: &str = "openssl verify";

/// The sender's certificate leads to the root through the issuing CA, and not without it.
pub(super) fn chain(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let openssl = || {
        let mut openssl = bench.tool("openssl");
        openssl.args(["verify", "-x509_strict", "-trusted", "root.der"]);
        openssl
    };
    let whole = ask(openssl().args(["-untrusted", "issuing.der", "sender.der"]))?;
    let broken = ask(openssl().arg("sender.der"))?;
    Ok(vec![
        Verdict::accepts(JUDGE, "the sender's certificate", whole),
        Verdict::refuses(JUDGE, "it without the issuing CA", broken),
    ])
}
