//! Certificates made for one test, each over the sender's key, so that any of them can have issued any other.

use der::oid::ObjectIdentifier;

use super::der::{element, oid, sequence};
use crate::{Certificate, SigningKey, synthetic};

/// A certificate that may issue others, valid as the other synthetic ones are. `critical` adds an extension without
/// content.
pub(crate) fn issue(subject: &str, issuer: &str, serial: u8, critical: Option<ObjectIdentifier>) -> Certificate {
    issue_named(&name(subject), &name(issuer), serial, critical)
}

/// A certificate with the name of another and the sender's key.
pub(crate) fn twin(other: &Certificate) -> Certificate {
    let whole = crate::ber::Element::parse(other.der()).unwrap();
    let fields = whole.sequence().unwrap()[0].sequence().unwrap();
    let subject = fields[5].encoding();
    issue_named(subject, subject, 1, None)
}

fn issue_named(subject: &[u8], issuer: &[u8], serial: u8, critical: Option<ObjectIdentifier>) -> Certificate {
    let algorithm = sequence(&[&oid("1.2.840.113549.1.1.11"), &element(0x05, &[])]);
    let validity = sequence(&[&element(0x17, &[b"261121000000Z"]), &element(0x18, &[b"21260101000000Z"])]);
    let authority = sequence(&[&element(0x01, &[&[0xff]])]);
    let mut extensions = extension("2.5.29.19", &authority);
    if let Some(critical) = critical {
        extensions.extend(extension(&critical.to_string(), &sequence(&[])));
    }
    let to_be_signed = sequence(&[
        &element(0xa0, &[&element(0x02, &[&[2]])]),
        &element(0x02, &[&[serial]]),
        &algorithm,
        issuer,
        &validity,
        subject,
        &senders_key(),
        &element(0xa3, &[&sequence(&[&extensions])]),
    ]);
    let key = SigningKey::from_pkcs8(synthetic::der(synthetic::SENDER_KEY)).unwrap();
    let signature = key.sign(&to_be_signed).unwrap();
    let certificate = sequence(&[&to_be_signed, &algorithm, &element(0x03, &[&[0], &signature])]);
    Certificate::from_der(certificate).unwrap()
}

/// `SubjectPublicKeyInfo`.
fn senders_key() -> Vec<u8> {
    let sender = synthetic::sender();
    let key = element(0x03, &[&[0], sender.rsa_public_key().unwrap().pkcs1()]);
    sequence(&[&sequence(&[&oid("1.2.840.113549.1.1.1"), &element(0x05, &[])]), &key])
}

fn name(common_name: &str) -> Vec<u8> {
    let attribute = sequence(&[&oid("2.5.4.3"), &element(0x0c, &[common_name.as_bytes()])]);
    sequence(&[&element(0x31, &[&attribute])])
}

fn extension(kind: &str, content: &[u8]) -> Vec<u8> {
    sequence(&[&oid(kind), &element(0x01, &[&[0xff]]), &element(0x04, &[content])])
}
