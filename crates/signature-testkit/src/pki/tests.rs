//! What the certificates say, read back with another library than the one that wrote them.

use der::asn1::{PrintableStringRef, Utf8StringRef};
use der::{Decode, Encode};
use x509_cert::Certificate;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName};

use super::*;

/// 2026-01-02T03:04:05Z.
const NOW_SECONDS: i64 = 1_767_323_045;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_millis(seconds * 1000).unwrap()
}

fn pki() -> TestPki {
    TestPki::generate(at(NOW_SECONDS)).unwrap()
}

fn leaf(credentials: &Credentials) -> Certificate {
    Certificate::from_der(&credentials.chain()[0]).unwrap()
}

/// `oid=value` for each attribute of the subject, in encoded order.
fn subject(certificate: &Certificate) -> Vec<String> {
    let text = |attribute: &AttributeTypeAndValue| {
        let value = attribute.value.to_der().unwrap();
        Utf8StringRef::from_der(&value)
            .map(|text| text.to_string())
            .or_else(|_| PrintableStringRef::from_der(&value).map(|text| text.to_string()))
            .unwrap()
    };
    let subject = certificate.tbs_certificate().subject();
    subject.iter().map(|attribute| format!("{}={}", attribute.oid, text(attribute))).collect()
}

fn validity(certificate: &Certificate) -> (u64, u64) {
    let validity = certificate.tbs_certificate().validity();
    (validity.not_before.to_unix_duration().as_secs(), validity.not_after.to_unix_duration().as_secs())
}

#[test]
fn subjects_follow_the_ordered_form() {
    let pki = pki();

    #[track_caller]
    fn check(pki: &TestPki, enterprise: Enterprise, expected: &[&str]) {
        assert_eq!(subject(&leaf(&pki.enterprise(&enterprise).unwrap())), expected);
    }

    let enterprise = Enterprise::new("310000001", "Bøe & Sønn SYNTHETIC");
    let [country, organization, name] = ["2.5.4.6=NO", "2.5.4.10=Bøe & Sønn SYNTHETIC", "2.5.4.3=Bøe & Sønn SYNTHETIC"];
    check(&pki, enterprise.clone(), &[country, organization, name, "2.5.4.97=NTRNO-310000001"]);
    check(&pki, enterprise.clone().with_seid1_subject(), &[country, organization, name, "2.5.4.5=310000001"]);
    check(&pki, enterprise.without_organization_number(), &[country, organization, name]);
}

#[test]
fn an_enterprise_certificate_has_the_extensions_of_a_real_one() {
    let pki = pki();
    let certificate = leaf(&pki.enterprise(&Enterprise::new("310000001", "SYNTHETIC")).unwrap());
    let tbs = certificate.tbs_certificate();

    let (_, usage) = tbs.get_extension::<KeyUsage>().unwrap().unwrap();
    assert!(usage.digital_signature() && usage.key_encipherment() && !usage.key_cert_sign());
    assert!(tbs.get_extension::<SubjectAltName>().unwrap().is_none());
    assert!(tbs.get_extension::<ExtendedKeyUsage>().unwrap().is_none());
    assert!(tbs.get_extension::<AuthorityKeyIdentifier>().unwrap().is_some());
    assert!(tbs.get_extension::<BasicConstraints>().unwrap().is_none_or(|(_, constraints)| !constraints.ca));
    assert_eq!(tbs.serial_number().as_bytes().len(), 16);
    assert!(tbs.serial_number().as_bytes()[0] < 0x80);
}

#[test]
fn a_key_that_may_not_sign_can_be_ordered() {
    let enterprise = Enterprise::new("310000001", "SYNTHETIC").without_digital_signature();
    let certificate = leaf(&pki().enterprise(&enterprise).unwrap());
    let (_, usage) = certificate.tbs_certificate().get_extension::<KeyUsage>().unwrap().unwrap();
    assert!(usage.key_encipherment() && !usage.digital_signature());
}

#[test]
fn the_default_validity_is_the_same_as_the_cas() {
    let pki = pki();
    let ordinary = Enterprise::new("310000001", "SYNTHETIC");
    let from = u64::try_from(NOW_SECONDS).unwrap() - 86_400;
    let root = Certificate::from_der(pki.trust_anchor()).unwrap();
    let cas = (from, from + 3_652 * 86_400);
    assert_eq!(validity(&root), cas);
    assert_eq!(validity(&Certificate::from_der(pki.issuing_ca()).unwrap()), cas);
    assert_eq!(validity(&leaf(&pki.enterprise(&ordinary).unwrap())), cas);

    let expired = ordinary.with_validity(at(-5), at(1_000));
    assert_eq!(validity(&leaf(&pki.enterprise(&expired).unwrap())), (0, 1_000));
}

#[test]
fn the_chain_leads_to_the_trust_anchor() {
    let pki = pki();
    let credentials = pki.enterprise(&Enterprise::new("310000001", "SYNTHETIC")).unwrap();
    let [leaf, issuing, root] = credentials.chain() else { panic!("three certificates expected") };
    assert_eq!((issuing.as_slice(), root.as_slice()), (pki.issuing_ca(), pki.trust_anchor()));
    for (subject, issuer) in [(leaf, issuing), (issuing, root), (root, root)] {
        let [subject, issuer] = [subject, issuer].map(|der| Certificate::from_der(der).unwrap());
        assert_eq!(subject.tbs_certificate().issuer(), issuer.tbs_certificate().subject());
    }
}

#[test]
fn a_serial_number_that_is_not_printable_is_refused() {
    let enterprise = Enterprise::new("31000000ø", "SYNTHETIC").with_seid1_subject();
    assert_eq!(pki().enterprise(&enterprise).unwrap_err().kind(), ErrorKind::Subject);
}

#[test]
fn pem_begins_with_the_key_and_debug_hides_it() {
    let credentials = pki().enterprise(&Enterprise::new("310000001", "SYNTHETIC")).unwrap();
    let pem = credentials.to_pem();
    assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\nMII"));
    assert_eq!(pem.matches("-----BEGIN CERTIFICATE-----\n").count(), 3);
    assert!(pem.lines().all(|line| line.len() <= 64));
    assert_eq!(format!("{credentials:?}"), "Credentials { certificates: 3, .. }");
}
