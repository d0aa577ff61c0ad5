//! PKCS#12 files (`.p12`, `.pfx`).
//!
//! Reads files that are protected by a password, or by nothing. Those that are protected by another certificate are
//! refused; no usual program writes them.
//!
//! Source: `RFC 7292`, `RFC 9579` (PBMAC1)

use aws_lc_rs::{digest, hmac};
use der::oid::ObjectIdentifier;

use super::encryption::{self, Pbkdf2};
use super::found::{Found, FoundKey, Unreadable};
use super::key_derivation::{self, Purpose, Rounds};
use super::password::Password;
use super::private_key::PrivateKey;
use crate::ber::{Element, Malformed};
use crate::error::{Error, ErrorKind, Place};

/// The longest key of a PBMAC1 in bytes; real ones are as long as its hash.
const MAX_MAC_KEY: usize = 128;

/// The tag of a `BMPString`.
const BMP_STRING: u8 = 0x1e;

/// Opens a file. Keys in it may have a password of their own.
pub(super) fn read(
    file: &[u8],
    password: &str,
    key_password: Option<&str>,
    rounds: &mut Rounds,
) -> Result<Found, Error> {
    let file = Element::parse(file)?;
    let mut open = |password| {
        let key_password = key_password.map_or(password, Password::new);
        Reader { password, key_password, is_open: false, rounds }.file(&file)
    };
    let opened = open(Password::new(password));
    // Programs disagree on whether an empty password is one.
    if password.is_empty() && is_locked(&opened) {
        let without = open(Password::NONE);
        return if is_locked(&without) { opened } else { without };
    }
    opened
}

/// Whether the password opens neither the file nor its keys.
fn is_locked(opened: &Result<Found, Error>) -> bool {
    match opened {
        Ok(found) => found.keys.iter().any(|found| found.key.as_ref().is_err_and(Error::is_wrong_password)),
        Err(fault) => fault.is_wrong_password(),
    }
}

struct Reader<'a> {
    password: Password<'a>,
    key_password: Password<'a>,
    /// Whether the password is known to be right.
    is_open: bool,
    rounds: &'a mut Rounds,
}

impl Reader<'_> {
    /// Source: `RFC 7292 §4`
    fn file(&mut self, file: &Element<'_>) -> Result<Found, Error> {
        let [_version, content, mac @ ..] = file.sequence()? else { return Err(Malformed.into()) };
        let [kind, content] = content.sequence()? else { return Err(Malformed.into()) };
        match kind.oid()? {
            DATA => {}
            other => return Err(ErrorKind::algorithm(other)),
        }
        let content = content.explicit(0)?.octets()?;
        match mac {
            [] => {}
            [mac] => {
                self.check_mac(mac, &content)?;
                self.is_open = true;
            }
            _ => return Err(Malformed.into()),
        }
        let mut found = Found::default();
        for safe in Element::parse(&content)?.sequence()? {
            self.safe(safe, &mut found)?;
        }
        Ok(found)
    }

    fn check_mac(&mut self, mac: &Element<'_>, content: &[u8]) -> Result<(), Error> {
        let [info, salt, count @ ..] = mac.sequence()? else { return Err(Malformed.into()) };
        let [algorithm, expected] = info.sequence()? else { return Err(Malformed.into()) };
        let [name, parameters @ ..] = algorithm.sequence()? else { return Err(Malformed.into()) };
        let expected = expected.octets()?;
        let (algorithm, hash) = match name.oid()? {
            SHA1 => (hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &digest::SHA1_FOR_LEGACY_USE_ONLY),
            SHA224 => (hmac::HMAC_SHA224, &digest::SHA224),
            SHA256 => (hmac::HMAC_SHA256, &digest::SHA256),
            SHA384 => (hmac::HMAC_SHA384, &digest::SHA384),
            SHA512 => (hmac::HMAC_SHA512, &digest::SHA512),
            PBMAC1 => return self.check_pbmac1(parameters, content, &expected),
            other => return Err(ErrorKind::algorithm(other)),
        };
        let rounds = match count {
            [] => self.rounds.take_number(1, 1)?,
            [count] => self.rounds.take(count, 1)?,
            _ => return Err(Malformed.into()),
        };
        let (password, salt) = (self.password.bmp_string(), salt.octets()?);
        let key = key_derivation::pkcs12(hash, Purpose::Mac, &password, &salt, rounds, hash.output_len());
        verify(algorithm, &key, content, &expected)
    }

    /// Source: `RFC 9579 §4, §5`
    fn check_pbmac1(&mut self, parameters: &[Element<'_>], content: &[u8], expected: &[u8]) -> Result<(), Error> {
        let [parameters] = parameters else { return Err(Malformed.into()) };
        let [derivation, scheme] = parameters.sequence()? else { return Err(Malformed.into()) };
        let derivation = Pbkdf2::read(derivation)?;
        let length = derivation.length.and_then(|length| usize::try_from(length).ok());
        let length = length.filter(|length| (1..=MAX_MAC_KEY).contains(length)).ok_or(Malformed)?;
        let algorithm = encryption::hmac_algorithm(scheme)?;
        let key = derivation.derive(self.password, length, self.rounds)?;
        verify(algorithm, &key, content, expected)
    }

    /// One part of the file, open or encrypted.
    ///
    /// Source: `RFC 7292 §4.1`, `RFC 5652 §6.1, §8`
    fn safe(&mut self, safe: &Element<'_>, found: &mut Found) -> Result<(), Error> {
        let [kind, content] = safe.sequence()? else { return Err(Malformed.into()) };
        let content = content.explicit(0)?;
        let bags = match kind.oid()? {
            DATA => content.octets()?,
            ENCRYPTED_DATA => {
                let [_version, encrypted, ..] = content.sequence()? else { return Err(Malformed.into()) };
                let [_kind, algorithm, content] = encrypted.sequence()? else { return Err(Malformed.into()) };
                let content = content.implicit_octets(0)?;
                let plain = encryption::decrypt(algorithm, &content, self.password, self.rounds)?;
                self.is_open = true;
                plain
            }
            other => return Err(ErrorKind::algorithm(other)),
        };
        self.bags(&Element::parse(&bags)?, found)
    }

    /// Source: `RFC 7292 §4.2`
    fn bags(&mut self, bags: &Element<'_>, found: &mut Found) -> Result<(), Error> {
        for bag in bags.sequence()? {
            let [kind, content, attributes @ ..] = bag.sequence()? else { return Err(Malformed.into()) };
            let content = content.explicit(0)?;
            let attributes = Attributes::read(attributes)?;
            match kind.oid()? {
                KEY_BAG => {
                    let key = PrivateKey::from_info(content);
                    found.keys.push(attributes.describe(found.next_place(), key));
                }
                SHROUDED_KEY_BAG => {
                    let key = self.shrouded_key(content);
                    found.keys.push(attributes.describe(found.next_place(), key));
                }
                CERTIFICATE_BAG => match certificate(content) {
                    Ok(certificate) => found.add_certificate(found.next_place(), certificate, attributes.key),
                    Err(Malformed) => {
                        let place = found.next_place();
                        let reason = ErrorKind::Certificate { place, found: "a certificate of another type" }.into();
                        found.unreadable.push(Unreadable { place, reason, key: attributes.key });
                    }
                },
                // The depth of the elements is bounded.
                SAFE_CONTENTS_BAG => self.bags(content, found)?,
                CRL_BAG => found.leave_out(found.next_place(), "a certificate revocation list (CRL)"),
                _ => found.leave_out(found.next_place(), "a secret or an entry of another type"),
            }
        }
        Ok(())
    }

    fn shrouded_key(&mut self, info: &Element<'_>) -> Result<PrivateKey, Error> {
        PrivateKey::from_encrypted_info(info, self.key_password, self.rounds).map_err(|error| match error {
            error if error.is_wrong_password() && self.is_open => ErrorKind::WrongKeyPassword.into(),
            error => error,
        })
    }
}

/// The bytes of the certificate in a bag.
///
/// Source: `RFC 7292 §4.2.3`
fn certificate(content: &Element<'_>) -> Result<Vec<u8>, Malformed> {
    let [kind, certificate] = content.sequence()? else { return Err(Malformed) };
    if kind.oid()? == X509_CERTIFICATE { Ok(certificate.explicit(0)?.octets()?.to_vec()) } else { Err(Malformed) }
}

fn verify(algorithm: hmac::Algorithm, key: &[u8], content: &[u8], expected: &[u8]) -> Result<(), Error> {
    let key = hmac::Key::new(algorithm, key);
    hmac::verify(&key, content, expected).map_err(|_| ErrorKind::WrongPassword.into())
}

/// The attributes of a key or a certificate.
#[derive(Default)]
struct Attributes {
    alias: Option<String>,
    /// A key and its certificate have the same.
    key: Option<Vec<u8>>,
}

impl Attributes {
    /// Source: `RFC 2985 §5.5.1, §5.5.2`
    fn read(attributes: &[Element<'_>]) -> Result<Self, Malformed> {
        let mut read = Self::default();
        for attribute in attributes.first().map_or(Ok(&[][..]), Element::set)? {
            let [kind, values] = attribute.sequence()? else { return Err(Malformed) };
            let [value, ..] = values.set()? else { continue };
            match kind.oid()? {
                FRIENDLY_NAME => {
                    read.alias = value.primitive(BMP_STRING).ok().map(|units| {
                        let units = units.as_chunks::<2>().0.iter().map(|unit| u16::from_be_bytes(*unit));
                        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
                    });
                }
                LOCAL_KEY_ID => read.key = value.octets().ok().map(|id| id.to_vec()),
                _ => {}
            }
        }
        Ok(read)
    }

    fn describe(self, place: Place, key: Result<PrivateKey, Error>) -> FoundKey {
        FoundKey { place, key, alias: self.alias, id: self.key }
    }
}

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const ENCRYPTED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6");
const KEY_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.3");
const CRL_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.4");
const SAFE_CONTENTS_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.6");
const X509_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.22.1");
const FRIENDLY_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.20");
const LOCAL_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.21");
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA224: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.4");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const PBMAC1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.14");
