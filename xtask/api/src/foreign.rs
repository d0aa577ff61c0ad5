//! The third-party crates that the public interface of each crate may show: changing one changes our interface.

use std::collections::BTreeMap;

/// By our crate. Serde is only there for its traits.
const ALLOWED: &[(&str, &[&str])] = &[
    ("signature-model", &["bytes", "serde_core"]),
    ("signature-identity", &["bytes", "signature_model"]),
    ("signature-asice", &["bytes", "signature_identity", "signature_model"]),
    ("signature-protocol", &["bytes", "http", "serde_core", "signature_model"]),
    ("signature-conformance", &["bytes", "http", "serde_core", "signature_model", "signature_protocol"]),
    (
        "signature-http",
        &["bytes", "http", "signature_asice", "signature_identity", "signature_model", "signature_protocol"],
    ),
    (
        "signature-testkit",
        &["bytes", "http", "signature_asice", "signature_identity", "signature_model", "signature_protocol", "zeroize"],
    ),
];

/// Crates that are shown and not allowed, and crates that are allowed and no longer shown.
pub(super) fn faults(name: &str, found: &BTreeMap<String, String>) -> Vec<String> {
    compare(name, ALLOWED.iter().find(|(krate, _)| *krate == name).map_or(&[], |(_, allowed)| allowed), found)
}

fn compare(name: &str, allowed: &[&str], found: &BTreeMap<String, String>) -> Vec<String> {
    let new = found.iter().filter(|(krate, _)| !allowed.contains(&krate.as_str()));
    let new = new.map(|(krate, item)| format!("{name} must not show the crate {krate}: {item}"));
    let unused = allowed.iter().filter(|krate| !found.contains_key(**krate));
    let unused =
        unused.map(|krate| format!("{name} does not show the crate {krate} any more: remove it from foreign.rs"));
    new.chain(unused).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_exact() {
        let found = BTreeMap::from([("bytes".to_owned(), "pub fn f() -> bytes::Bytes".to_owned())]);
        assert_eq!(compare("a", &["bytes"], &found), Vec::<String>::new());
        assert_eq!(compare("a", &[], &found), ["a must not show the crate bytes: pub fn f() -> bytes::Bytes"]);
        assert_eq!(
            compare("a", &["bytes", "http"], &found),
            ["a does not show the crate http any more: remove it from foreign.rs"]
        );
    }
}
