//! Certificates made for one test, over two keys, so that any of them can have issued any other.

use der::oid::ObjectIdentifier;

use super::der::{element, oid, sequence};
use crate::{Certificate, Identity};

/// A certificate that may issue others, valid as the other synthetic ones are. Key and issuer's key are the sender's
/// unless something else is said.
pub(crate) struct Draft {
    subject: Vec<u8>,
    issuer: Vec<u8>,
    serial: u8,
    key: Key,
    issuers_key: Key,
    most_intermediates: Option<u8>,
    other_extension: Vec<u8>,
}

#[derive(Clone, Copy)]
pub(crate) enum Key {
    Senders,
    /// That of `as-received/leaf.pem`.
    Another,
}

/// A certificate by the common names of its subject and its issuer. `critical` adds an extension without content.
pub(crate) fn issue(subject: &str, issuer: &str, serial: u8, critical: Option<ObjectIdentifier>) -> Certificate {
    let draft = Draft { serial, ..Draft::new(subject, issuer) };
    match critical {
        Some(kind) => draft.with_extension(kind, true).issue(),
        None => draft.issue(),
    }
}

/// A certificate with the name of another and the sender's key.
pub(crate) fn twin(other: &Certificate) -> Certificate {
    let whole = crate::ber::Element::parse(other.der()).unwrap();
    let fields = whole.sequence().unwrap()[0].sequence().unwrap();
    let subject = fields[5].encoding().to_vec();
    Draft { issuer: subject.clone(), subject, ..Draft::new("", "") }.issue()
}

impl Draft {
    pub(crate) fn new(subject: &str, issuer: &str) -> Self {
        Self {
            subject: name(subject),
            issuer: name(issuer),
            serial: 1,
            key: Key::Senders,
            issuers_key: Key::Senders,
            most_intermediates: None,
            other_extension: Vec::new(),
        }
    }

    pub(crate) fn with_keys(self, key: Key, issuers_key: Key) -> Self {
        Self { key, issuers_key, ..self }
    }

    pub(crate) fn with_most_intermediates(self, most: u8) -> Self {
        Self { most_intermediates: Some(most), ..self }
    }

    /// Adds an extension without content.
    pub(crate) fn with_extension(self, kind: ObjectIdentifier, is_critical: bool) -> Self {
        Self { other_extension: extension(&kind.to_string(), is_critical, &sequence(&[])), ..self }
    }

    pub(crate) fn issue(&self) -> Certificate {
        let algorithm = sequence(&[&oid("1.2.840.113549.1.1.11"), &element(0x05, &[])]);
        let validity = sequence(&[&element(0x17, &[b"261121000000Z"]), &element(0x18, &[b"21260101000000Z"])]);
        let most = self.most_intermediates.map(|most| element(0x02, &[&[most]])).unwrap_or_default();
        let authority = sequence(&[&element(0x01, &[&[0xff]]), &most]);
        let extensions = [extension("2.5.29.19", true, &authority), self.other_extension.clone()].concat();
        let to_be_signed = sequence(&[
            &element(0xa0, &[&element(0x02, &[&[2]])]),
            &element(0x02, &[&[self.serial]]),
            &algorithm,
            &self.issuer,
            &validity,
            &self.subject,
            &self.key.public(),
            &element(0xa3, &[&sequence(&[&extensions])]),
        ]);
        let signature = self.issuers_key.identity().signing_key().sign(&to_be_signed).unwrap();
        let certificate = sequence(&[&to_be_signed, &algorithm, &element(0x03, &[&[0], &signature])]);
        Certificate::from_der(certificate).unwrap()
    }
}

impl Key {
    fn identity(self) -> Identity {
        let file = match self {
            Self::Senders => [super::SENDER_CERTIFICATE, super::SENDER_KEY].concat().into_bytes(),
            Self::Another => signature_fixtures::file("identities/as-received/leaf.pem").unwrap().to_vec(),
        };
        Identity::from_bytes(&file, None).unwrap()
    }

    /// `SubjectPublicKeyInfo`.
    fn public(self) -> Vec<u8> {
        let identity = self.identity();
        let key = element(0x03, &[&[0], identity.chain().leaf().rsa_public_key().unwrap().pkcs1()]);
        sequence(&[&sequence(&[&oid("1.2.840.113549.1.1.1"), &element(0x05, &[])]), &key])
    }
}

fn name(common_name: &str) -> Vec<u8> {
    let attribute = sequence(&[&oid("2.5.4.3"), &element(0x0c, &[common_name.as_bytes()])]);
    sequence(&[&element(0x31, &[&attribute])])
}

fn extension(kind: &str, is_critical: bool, content: &[u8]) -> Vec<u8> {
    let critical = if is_critical { element(0x01, &[&[0xff]]) } else { Vec::new() };
    sequence(&[&oid(kind), &critical, &element(0x04, &[content])])
}
