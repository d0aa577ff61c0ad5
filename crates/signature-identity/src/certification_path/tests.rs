//! Chains that need a search, and chains that must not be followed.

use der::oid::ObjectIdentifier;

use super::*;
use crate::synthetic::issue::{Draft, Key, issue};
use crate::synthetic::noon;

const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");
const POLICY_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.36");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");

/// The outcome for a leaf "0" below the anchor "root".
#[track_caller]
fn found(leaf: &Certificate, others: &[Certificate], expected: Result<(), ErrorKind>) {
    let anchors = [issue("root", "root", 1, None)];
    let outcome = check_path(leaf, &anchors, &[others], noon());
    assert_eq!(outcome.map_err(|error| error.kind().clone()), expected);
}

#[test]
fn a_twin_that_leads_nowhere_does_not_end_the_search() {
    let leaf = issue("0", "1", 1, None);
    let (good, astray) = (issue("1", "root", 1, None), issue("1", "stranger", 1, None));
    found(&leaf, &[good.clone(), astray.clone()], Ok(()));
    found(&leaf, &[astray.clone(), good], Ok(()));
    found(&leaf, &[astray], Err(ErrorKind::PathIssuer { level: 1 }));
}

#[test]
fn a_long_chain_ends() {
    let name = |level: u8| if level == 7 { "root".to_owned() } else { level.to_string() };
    let chain: Vec<_> = (0..7).map(|level| issue(&name(level), &name(level + 1), 1, None)).collect();
    found(&chain[0], &chain[1..], Ok(()));
    found(&issue("leaf", "0", 1, None), &chain, Err(ErrorKind::PathLength { max: 6 }));
}

#[test]
fn a_search_ends() {
    let leaf = issue("0", "1", 1, None);
    let circles: Vec<_> =
        (1..4).flat_map(|serial| [issue("1", "2", serial, None), issue("2", "1", serial, None)]).collect();
    found(&leaf, &circles, Err(ErrorKind::PathSearch { max: 64 }));
}

#[test]
fn a_critical_extension_must_be_known() {
    let leaf = issue("0", "1", 1, None);
    let fault = |level| Err(ErrorKind::PathExtension { level });
    found(&leaf, &[issue("1", "root", 1, Some(NAME_CONSTRAINTS))], fault(1));
    found(&issue("0", "root", 1, Some(EXTENDED_KEY_USAGE)), &[], fault(0));
}

/// The root, whose key is the sender's, got another key and vouched for it with the old one.
#[test]
fn an_issuer_that_renewed_its_key_vouches_for_it() {
    let under_new_key = |draft: Draft| draft.with_keys(Key::Senders, Key::Another).issue();
    let leaf = issue("0", "1", 1, None);
    let intermediate = under_new_key(Draft::new("1", "root"));
    let new_with_old = Draft::new("root", "root").with_keys(Key::Another, Key::Senders);
    let new = Draft::new("root", "root").with_keys(Key::Another, Key::Another).issue();
    found(&leaf, &[intermediate.clone(), new_with_old.issue()], Ok(()));
    found(&leaf, &[new_with_old.issue(), intermediate.clone(), new.clone()], Ok(()));
    found(&under_new_key(Draft::new("0", "root")), &[new_with_old.issue()], Ok(()));
    // A new root alone, and an old one that is not at hand.
    let anchors = [Draft::new("stranger", "stranger").issue()];
    let outcome =
        |others: &[Certificate]| check_path(&leaf, &anchors, &[others], noon()).map_err(|error| error.kind().clone());
    assert_eq!(outcome(&[intermediate.clone(), new]), Err(ErrorKind::PathRoot { level: 2 }));
    assert_eq!(outcome(&[intermediate, new_with_old.issue()]), Err(ErrorKind::PathIssuer { level: 2 }));
}

#[test]
fn a_self_issued_certificate_does_not_count_for_the_limit_of_an_issuer() {
    let anchor = |most| [Draft::new("root", "root").with_most_intermediates(most).issue()];
    let leaf = issue("0", "1", 1, None);
    let intermediate = Draft::new("1", "root").with_keys(Key::Senders, Key::Another).issue();
    let new_with_old = Draft::new("root", "root").with_keys(Key::Another, Key::Senders).issue();
    let outcome = |most| {
        let others = [intermediate.clone(), new_with_old.clone()];
        check_path(&leaf, &anchor(most), &[&others], noon()).map_err(|error| error.kind().clone())
    };
    assert_eq!(outcome(1), Ok(()));
    // The intermediate counts.
    assert_eq!(outcome(0), Err(ErrorKind::PathAuthority { level: 2 }));
}

#[test]
fn constraints_bind_even_if_they_are_not_critical() {
    let leaf = issue("0", "1", 1, None);
    let issuer = |kind| Draft::new("1", "root").with_extension(kind, false).issue();
    for constraints in [NAME_CONSTRAINTS, POLICY_CONSTRAINTS] {
        found(&leaf, &[issuer(constraints)], Err(ErrorKind::PathExtension { level: 1 }));
    }
    found(&leaf, &[issuer(EXTENDED_KEY_USAGE)], Ok(()));
}

#[test]
fn every_certificate_must_be_valid_at_the_time() {
    let leaf = issue("0", "root", 1, None);
    let check_at = |at| check_path(&leaf, &[issue("root", "root", 1, None)], &[], Timestamp::parse(at).unwrap());
    assert_eq!(check_at("2026-11-21T00:00:00Z"), Ok(()));
    assert_eq!(check_at("2126-01-01T00:00:00Z"), Ok(()));
    for at in ["2026-11-20T23:59:59Z", "2126-01-01T00:00:01Z"] {
        let outcome = check_at(at).unwrap_err().to_string();
        assert!(outcome.ends_with(&format!("valid at {at}, found 2026-11-21T00:00:00Z to 2126-01-01T00:00:00Z")));
    }
}
