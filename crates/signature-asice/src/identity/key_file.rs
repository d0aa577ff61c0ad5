//! What key files hold, whatever their format, and how it becomes one identity.

use zeroize::Zeroizing;

use super::ber::Element;
use super::key_derivation::Rounds;
use super::key_entry::KeyEntry;
use super::password::Password;
use super::private_key::{self, PrivateKey};
use super::{Identity, InvalidIdentity, java_keystore, pkcs12};
use crate::certificate::pem;
use crate::{Certificate, CertificateChain};

/// The keys and certificates of one file, or of several.
#[derive(Default)]
pub(super) struct KeyFile {
    pub(super) keys: Vec<FoundKey>,
    pub(super) certificates: Vec<FoundCertificate>,
}

pub(super) struct FoundKey {
    pub(super) key: PrivateKey,
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
                "PRIVATE KEY" => PrivateKey::from_info(&Element::parse(&block.content)?)?,
                "RSA PRIVATE KEY" => PrivateKey::from_pkcs1(&block.content)?,
                "ENCRYPTED PRIVATE KEY" => {
                    let password = Password::new(password.ok_or(InvalidIdentity::NoPassword)?);
                    PrivateKey::from_encrypted_info(&Element::parse(&block.content)?, password, &mut rounds)?
                }
                "EC PRIVATE KEY" => return Err(InvalidIdentity::algorithm(private_key::ELLIPTIC_CURVE)),
                _ => continue,
            };
            found.keys.push(FoundKey { key, alias: None, id: None });
        }
        Ok(found)
    }

    /// Reads a file of any format, told by its first bytes; a single certificate or key in DER is one too.
    pub(super) fn from_any(file: &[u8], password: Option<&str>) -> Result<Self, InvalidIdentity> {
        let expected = InvalidIdentity::Malformed { expected: "a file of keys or certificates" };
        check_size(file)?;
        let given = password.unwrap_or_default();
        if java_keystore::is_java_keystore(file) {
            return java_keystore::read(file, given, given, None);
        }
        let Ok(element) = Element::parse(file) else {
            // Between the blocks there may be names in any encoding.
            let text = Zeroizing::new(String::from_utf8_lossy(file).into_owned());
            let found = Self::from_pem(&text, password)?;
            return if found.keys.is_empty() && found.certificates.is_empty() { Err(expected) } else { Ok(found) };
        };
        if pkcs12::is_pkcs12(&element) {
            return pkcs12::read(file, given, given);
        }
        let mut found = Self::default();
        if let Ok(certificate) = Certificate::from_der(file.to_vec()) {
            found.certificates.push(FoundCertificate { certificate, key: None });
        } else if let Ok(key) = PrivateKey::from_info(&element) {
            found.keys.push(FoundKey { key, alias: None, id: None });
        } else {
            return Err(expected);
        }
        Ok(found)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.certificates.extend(other.certificates);
    }

    /// The identity of the key that `entry` chooses. Its certificate is the one that the file says is; of several for the
    /// same key, it is the one that is valid longest.
    pub(super) fn identity(self, entry: &KeyEntry<'_>) -> Result<Identity, InvalidIdentity> {
        let chosen = entry.choose(self.keys, |key| key.alias.as_deref())?;
        let (key, pkcs8) = chosen.key.into_signing_key()?;
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
        Ok(Identity { chain, key, pkcs8 })
    }

    /// The identity whose certificate is `leaf`, if its key is here too.
    pub(super) fn identity_of(self, leaf: Certificate) -> Option<Identity> {
        let keys = self.keys.into_iter().filter_map(|found| found.key.into_signing_key().ok());
        let (key, pkcs8) = { keys }.find(|(key, _)| key.belongs_to(&leaf))?;
        let (chain, _) = CertificateChain::gather(leaf, self.certificates.into_iter().map(|other| other.certificate));
        Some(Identity { chain, key, pkcs8 })
    }
}

pub(super) fn check_size(file: &[u8]) -> Result<(), InvalidIdentity> {
    match file.len() {
        0..=Identity::MAX_FILE_BYTES => Ok(()),
        found => Err(InvalidIdentity::TooLarge { found }),
    }
}
