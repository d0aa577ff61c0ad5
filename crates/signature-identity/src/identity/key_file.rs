//! What key files hold, whatever their format, and how it becomes one identity.

use zeroize::Zeroizing;

use super::key_derivation::Rounds;
use super::key_entry::KeyEntry;
use super::password::Password;
use super::private_key::{self, PrivateKey};
use super::{Identity, InvalidIdentity, java_keystore, pkcs12};
use crate::ber::Element;
use crate::certificate::pem;
use crate::{Certificate, CertificateChain};

/// The keys and certificates of one file, or of several.
#[derive(Default)]
pub(super) struct KeyFile {
    pub(super) keys: Vec<FoundKey>,
    pub(super) certificates: Vec<FoundCertificate>,
}

pub(super) struct FoundKey {
    /// The key, or why it cannot be had: others in the file may be the ones that are wanted.
    pub(super) key: Result<PrivateKey, InvalidIdentity>,
    pub(super) alias: Option<String>,
    /// What the file calls the key where it says which certificate is the key's.
    pub(super) id: Option<Vec<u8>>,
}

pub(super) struct FoundCertificate {
    pub(super) certificate: Certificate,
    /// The [`FoundKey::id`] of the certificate's key.
    pub(super) key: Option<Vec<u8>>,
}

impl KeyFile {
    /// Reads PEM text: keys in every form but the one that only OpenSSL reads, and certificates.
    pub(super) fn from_pem(text: &str, password: Option<&str>) -> Result<Self, InvalidIdentity> {
        let mut found = Self::default();
        let mut rounds = Rounds::new();
        for (index, block) in pem::blocks(text).map_err(InvalidIdentity::pem)?.into_iter().enumerate() {
            let key = match block.label {
                "CERTIFICATE" => {
                    let certificate = pem::certificate(index, &block).map_err(InvalidIdentity::pem)?;
                    found.certificates.push(FoundCertificate { certificate, key: None });
                    continue;
                }
                "PRIVATE KEY" => PrivateKey::from_info(&Element::parse(&block.content)?),
                "RSA PRIVATE KEY" => PrivateKey::from_pkcs1(&block.content),
                "ENCRYPTED PRIVATE KEY" => encrypted(&Element::parse(&block.content)?, password, &mut rounds),
                "EC PRIVATE KEY" => Err(InvalidIdentity::algorithm(private_key::ELLIPTIC_CURVE)),
                _ => continue,
            };
            found.keys.push(FoundKey { key, alias: None, id: None });
        }
        Ok(found)
    }

    /// Reads a file of any format, told by its first bytes; a single certificate or key in DER is one too.
    pub(super) fn from_any(file: &[u8], password: Option<&str>) -> Result<Self, InvalidIdentity> {
        // Without a password nobody gave a wrong one.
        let blame = |fault| match fault {
            InvalidIdentity::WrongPassword | InvalidIdentity::WrongKeyPassword if password.is_none() => {
                InvalidIdentity::NoPassword
            }
            fault => fault,
        };
        let mut found = Self::from_any_format(file, password).map_err(blame)?;
        for found in &mut found.keys {
            found.key = std::mem::replace(&mut found.key, Err(InvalidIdentity::NoKey)).map_err(blame);
        }
        Ok(found)
    }

    fn from_any_format(file: &[u8], password: Option<&str>) -> Result<Self, InvalidIdentity> {
        let expected = InvalidIdentity::Malformed { expected: "a file of keys or certificates" };
        check_size(file)?;
        let given = password.unwrap_or_default();
        if java_keystore::is_java_keystore(file) {
            return java_keystore::read(file, given, &KeyEntry::only());
        }
        let Ok(element) = Element::parse(file) else {
            let found = Self::from_pem(&ascii(file), password)?;
            return if found.keys.is_empty() && found.certificates.is_empty() { Err(expected) } else { Ok(found) };
        };
        if pkcs12::is_pkcs12(&element) {
            return pkcs12::read(file, given, None);
        }
        let mut found = Self::default();
        if let Ok(certificate) = Certificate::from_der(file.to_vec()) {
            found.certificates.push(FoundCertificate { certificate, key: None });
            return Ok(found);
        }
        let key = match element.sequence() {
            Ok([algorithm, _]) if algorithm.sequence().is_ok() => encrypted(&element, password, &mut Rounds::new()),
            Ok([version, algorithm, ..]) if version.count().is_ok() && algorithm.sequence().is_ok() => {
                PrivateKey::from_info(&element)
            }
            Ok([version, modulus, ..]) if version.count().is_ok() && modulus.unsigned().is_ok() => {
                PrivateKey::from_pkcs1(file)
            }
            _ => return Err(expected),
        };
        found.keys.push(FoundKey { key, alias: None, id: None });
        Ok(found)
    }

    /// Adds what can be read of another file, and gives the reasons why the rest cannot.
    pub(super) fn add(&mut self, other: Self) -> Vec<InvalidIdentity> {
        self.certificates.extend(other.certificates);
        let mut unread = Vec::new();
        for found in other.keys {
            match found.key {
                Ok(key) => self.keys.push(FoundKey { key: Ok(key), ..found }),
                Err(reason) => unread.push(reason),
            }
        }
        unread
    }

    /// The identity of the key that `entry` chooses; without a choice, keys that cannot be read do not count as long as
    /// there is another. Its certificate is the one that the file says is; of several for the
    /// same key, it is the one that is valid longest.
    pub(super) fn identity(mut self, entry: &KeyEntry<'_>) -> Result<Identity, InvalidIdentity> {
        if !entry.has_alias() && self.keys.iter().any(|found| found.key.is_ok()) {
            self.keys.retain(|found| found.key.is_ok());
        } else if !entry.has_alias() {
            // What is wrong with the first is as good a reason as any.
            self.keys.truncate(1);
        }
        let chosen = entry.choose(self.keys, |key| key.alias.as_deref())?;
        let (key, pkcs8) = chosen.key?.into_signing_key()?;
        let found = self.certificates.len();
        let leaf =
            self.certificates.iter().rev().filter(|other| key.belongs_to(&other.certificate)).max_by_key(|candidate| {
                let is_named = chosen.id.is_some() && candidate.key == chosen.id;
                (is_named, candidate.certificate.not_after())
            });
        let leaf = match leaf {
            Some(leaf) => leaf.certificate.clone(),
            None if found == 0 => return Err(InvalidIdentity::NoCertificate),
            None => return Err(InvalidIdentity::AnotherKey { found }),
        };
        let (chain, _) = CertificateChain::gather(leaf, self.certificates.into_iter().map(|other| other.certificate));
        Ok(Identity::from_parts(chain, key, pkcs8))
    }

    /// The identity whose certificate is `leaf`, if its key is here too.
    pub(super) fn identity_of(self, leaf: Certificate) -> Option<Identity> {
        let keys = self.keys.into_iter().filter_map(|found| found.key.ok()?.into_signing_key().ok());
        let (key, pkcs8) = { keys }.find(|(key, _)| key.belongs_to(&leaf))?;
        let (chain, _) = CertificateChain::gather(leaf, self.certificates.into_iter().map(|other| other.certificate));
        Some(Identity::from_parts(chain, key, pkcs8))
    }
}

fn encrypted(info: &Element<'_>, password: Option<&str>, rounds: &mut Rounds) -> Result<PrivateKey, InvalidIdentity> {
    let password = Password::new(password.ok_or(InvalidIdentity::NoPassword)?);
    PrivateKey::from_encrypted_info(info, password, rounds)
}

/// PEM text without what is not ASCII: between the blocks there may be names in any encoding.
pub(super) fn ascii(text: &[u8]) -> Zeroizing<String> {
    // Allocated once, so that no copy of a key is left behind.
    let mut ascii = Zeroizing::new(String::with_capacity(text.len()));
    ascii.extend(text.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }));
    ascii
}

pub(super) fn check_size(file: &[u8]) -> Result<(), InvalidIdentity> {
    match file.len() {
        0..=Identity::MAX_FILE_BYTES => Ok(()),
        found => Err(InvalidIdentity::TooLarge { found }),
    }
}
