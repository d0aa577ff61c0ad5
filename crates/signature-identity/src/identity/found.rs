//! What key files of any format contain, and how it becomes one identity.

use zeroize::Zeroizing;

use super::key_entry::KeyEntry;
use super::left_out::LeftOut;
use super::private_key::PrivateKey;
use crate::error::{Error, ErrorKind, Place};
use crate::{Certificate, CertificateChain, SigningKey};

/// The keys and certificates of one file, or of several.
#[derive(Default)]
pub(super) struct Found {
    pub(super) keys: Vec<FoundKey>,
    pub(super) certificates: Vec<FoundCertificate>,
    pub(super) unreadable: Vec<Unreadable>,
    /// What is not used, such as revocation lists.
    pub(super) left_out: Vec<LeftOut>,
    /// What somebody may have taken for a key, in words.
    pub(super) instead_of_key: Option<&'static str>,
}

pub(super) struct FoundKey {
    pub(super) place: Place,
    /// The key, or why it cannot be used: others in the file may be the ones that are wanted.
    pub(super) key: Result<PrivateKey, Error>,
    pub(super) alias: Option<String>,
    /// What the file calls the key where it says which certificate is the key's.
    pub(super) id: Option<Vec<u8>>,
}

pub(super) struct FoundCertificate {
    pub(super) place: Place,
    pub(super) certificate: Certificate,
    /// The [`FoundKey::id`] of the certificate's key.
    pub(super) key: Option<Vec<u8>>,
}

/// A certificate that cannot be read, or something in its place.
pub(super) struct Unreadable {
    pub(super) place: Place,
    pub(super) reason: Error,
    /// The [`FoundKey::id`] of the certificate's key.
    pub(super) key: Option<Vec<u8>>,
}

/// One key with its certificate.
pub(super) struct Chosen {
    pub(super) chain: CertificateChain,
    pub(super) key: SigningKey,
    pub(super) pkcs8: Zeroizing<Vec<u8>>,
    pub(super) left_out: Vec<LeftOut>,
}

impl Found {
    /// The place after all that were found.
    pub(super) fn next_place(&self) -> Place {
        let counts = [self.keys.len(), self.certificates.len(), self.unreadable.len(), self.left_out.len()];
        Place::Entry(counts.into_iter().fold(0, usize::saturating_add))
    }

    /// Adds a certificate, whether it can be read or not.
    pub(super) fn add_certificate(&mut self, place: Place, der: Vec<u8>, key: Option<Vec<u8>>) {
        match Certificate::from_der_at(place, der.into()) {
            Ok(certificate) => self.certificates.push(FoundCertificate { place, certificate, key }),
            Err(reason) => self.unreadable.push(Unreadable { place, reason, key }),
        }
    }

    /// Adds everything of another part of the same file.
    pub(super) fn append(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.certificates.extend(other.certificates);
        self.unreadable.extend(other.unreadable);
        self.left_out.extend(other.left_out);
    }

    /// Notes what is not used.
    pub(super) fn leave_out(&mut self, place: Place, found: &'static str) {
        self.left_out.push(LeftOut::new(place, ErrorKind::NotUsed { found }.into()));
    }

    /// Adds what can be read of another file, and gives the reasons why the rest cannot.
    pub(super) fn add(&mut self, other: Self) -> Vec<Error> {
        self.certificates.extend(other.certificates);
        let mut unread = Vec::new();
        for found in other.keys {
            match found.key {
                Ok(key) => self.keys.push(FoundKey { key: Ok(key), ..found }),
                Err(reason) => unread.push(reason),
            }
        }
        unread.extend(other.unreadable.into_iter().map(|unreadable| unreadable.reason));
        unread
    }

    /// The key that `entry` chooses, with its certificate. Without a choice, unreadable keys are skipped if there is
    /// another.
    ///
    /// The certificate is the one that the file says is the key's; of several for the same key, it is the one that is
    /// valid longest.
    pub(super) fn choose(mut self, entry: &KeyEntry<'_>) -> Result<Chosen, Error> {
        let mut left_out = std::mem::take(&mut self.left_out);
        if self.keys.is_empty() {
            return Err(ErrorKind::NoKey { found: self.instead_of_key.unwrap_or("none") }.into());
        }
        self.remove_repeated_keys();
        if !entry.has_alias() && self.keys.iter().any(|found| found.key.is_ok()) {
            for found in self.keys.extract_if(.., |found| found.key.is_err()) {
                left_out.extend(found.key.err().map(|reason| LeftOut::new(found.place, reason)));
            }
        } else if !entry.has_alias() {
            // The first one's error.
            self.keys.truncate(1);
        }
        let chosen = entry.choose(self.keys, |key| key.alias.as_deref())?;
        let (key, pkcs8) = chosen.key?.into_signing_key()?;
        let is_named = |id: &Option<Vec<u8>>| chosen.id.is_some() && *id == chosen.id;
        let found = self.certificates.len();
        let candidates = self.certificates.iter().rev().filter(|other| key.belongs_to(&other.certificate));
        let leaf = candidates.max_by_key(|candidate| (is_named(&candidate.key), candidate.certificate.not_after()));
        // One that the file names and that cannot be read must not be replaced by another of the same key.
        if !leaf.is_some_and(|leaf| is_named(&leaf.key))
            && let Some(unreadable) = self.unreadable.iter().find(|other| is_named(&other.key))
        {
            return Err(unreadable.reason.clone());
        }
        let Some(leaf) = leaf.map(|leaf| leaf.certificate.clone()) else {
            // It may be the one that cannot be read.
            let unreadable = self.unreadable.into_iter().next();
            return Err(unreadable.map_or_else(|| ErrorKind::NoCertificate { found }.into(), |other| other.reason));
        };
        let unreadable = self.unreadable.into_iter().map(|other| LeftOut::new(other.place, other.reason));
        left_out.extend(unreadable);
        let chain = chain_of(leaf, &self.certificates);
        let is_stranger = |other: &&FoundCertificate| !chain.iter().any(|used| *used == other.certificate);
        let strangers = self.certificates.iter().filter(is_stranger);
        left_out.extend(strangers.map(|other| LeftOut::new(other.place, ErrorKind::NotOfTheChain.into())));
        left_out.sort_by_key(LeftOut::position);
        Ok(Chosen { chain, key, pkcs8, left_out })
    }

    /// Removes keys that are there more than once and that the file does not tell apart.
    fn remove_repeated_keys(&mut self) {
        let is_plain = |found: &FoundKey| found.alias.is_none() && found.id.is_none();
        let mut kept: Vec<FoundKey> = Vec::with_capacity(self.keys.len());
        for found in self.keys.drain(..) {
            let is_same = |other: &FoundKey| {
                let keys = (found.key.as_ref().ok(), other.key.as_ref().ok());
                is_plain(&found) && is_plain(other) && matches!(keys, (Some(key), Some(other)) if key == other)
            };
            if !kept.iter().any(is_same) {
                kept.push(found);
            }
        }
        self.keys = kept;
    }

    /// The key of `leaf`, if it was found.
    pub(super) fn choose_key_of(self, leaf: Certificate) -> Option<Chosen> {
        let keys = self.keys.into_iter().filter_map(|found| found.key.ok()?.into_signing_key().ok());
        let (key, pkcs8) = { keys }.find(|(key, _)| key.belongs_to(&leaf))?;
        Some(Chosen { chain: chain_of(leaf, &self.certificates), key, pkcs8, left_out: Vec::new() })
    }
}

fn chain_of(leaf: Certificate, certificates: &[FoundCertificate]) -> CertificateChain {
    CertificateChain::gather(leaf, certificates.iter().map(|other| other.certificate.clone())).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic;

    /// The sender's key with its certificate for encryption, and another one that cannot be read.
    #[track_caller]
    fn check(readable: Option<&[u8]>, unreadable: Option<&[u8]>, is_chosen: bool) {
        let key = PrivateKey::from_pkcs1(&synthetic::der(synthetic::key_files::pkcs1()));
        let place = Place::Entry(0);
        let reason: Error = ErrorKind::Certificate { place, found: "another structure" }.into();
        let certificate = synthetic::encryption_only();
        let found = Found {
            keys: vec![FoundKey { place, key, alias: None, id: Some(b"own".to_vec()) }],
            certificates: vec![FoundCertificate { place, certificate, key: readable.map(<[u8]>::to_vec) }],
            unreadable: vec![Unreadable { place, reason: reason.clone(), key: unreadable.map(<[u8]>::to_vec) }],
            ..Found::default()
        };
        let chosen = found.choose(&KeyEntry::only()).map(|chosen| chosen.left_out);
        let expected = if is_chosen { Ok(vec![LeftOut::new(place, reason)]) } else { Err(reason) };
        assert_eq!(chosen, expected);
    }

    #[test]
    fn a_certificate_that_the_file_names_is_not_replaced() {
        check(None, Some(b"own"), false);
        check(Some(b"other"), Some(b"own"), false);
        check(Some(b"own"), Some(b"own"), true);
        check(None, Some(b"other"), true);
        check(None, None, true);
    }
}
