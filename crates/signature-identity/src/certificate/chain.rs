//! A leaf certificate with those above it.

use std::collections::BTreeSet;
use std::iter;

use bytes::Bytes;

use super::Certificate;
use crate::error::{Error, ErrorKind};

/// A certificate and its issuers: the leaf first, each issued by the next, by their names.
///
/// The profile asks for every certificate up to and including a trusted root. The official clients send what their
/// key store has, so a shorter chain is not an error here; see [`reaches_root`](Self::reaches_root).
///
/// Source: `docs/package`, `clients/java`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateChain {
    leaf: Certificate,
    /// Each the issuer of the one before.
    issuers: Vec<Certificate>,
}

impl CertificateChain {
    /// A leaf and, in any order, the certificates above it. Repeated ones count once.
    ///
    /// # Errors
    /// [`Error`] if one of `others` is not needed to get from the leaf upwards.
    pub fn new(leaf: Certificate, others: impl IntoIterator<Item = Certificate>) -> Result<Self, Error> {
        match Self::gather(leaf, others) {
            (chain, 0) => Ok(chain),
            (_, found) => Err(ErrorKind::Chain { found }.into()),
        }
    }

    /// As [`new`](Self::new), but says how many are not needed.
    pub(crate) fn gather(leaf: Certificate, others: impl IntoIterator<Item = Certificate>) -> (Self, usize) {
        let mut seen = BTreeSet::from([leaf.der().clone()]);
        let mut unused: Vec<_> = others.into_iter().filter(|other| seen.insert(other.der().clone())).collect();
        let mut chain = Self { leaf, issuers: Vec::new() };
        let mut signatures_left = MAX_CHECKS;
        while chain.issuers.len() < MAX_ISSUERS
            && !chain.reaches_root()
            && let Some(next) = issuer_among(&unused, chain.top(), &mut signatures_left)
        {
            chain.issuers.push(unused.remove(next));
        }
        (chain, unused.len())
    }

    /// The certificates of a file, as [`Certificate::all_from_bytes`] reads it: the leaf and, in any order, its issuers.
    ///
    /// The leaf is the first one that did not issue any of the others.
    ///
    /// # Errors
    /// [`Error`] if the file has no certificate, more than 256, an unreadable one, or one that does not belong to the
    /// chain. A chain has at most 16 issuers; those above count as not belonging to it.
    pub fn from_bytes(file: impl AsRef<[u8]>) -> Result<Self, Error> {
        let mut certificates = Certificate::all_from_bytes(file)?;
        if certificates.len() > MAX_CERTIFICATES {
            let (max, found) = (MAX_CERTIFICATES, certificates.len());
            return Err(ErrorKind::TooManyCertificates { max, found }.into());
        }
        let is_issuer = |candidate: &Certificate| {
            certificates.iter().any(|other| other != candidate && other.names_issuer(candidate))
        };
        let mut leaves = certificates.iter().enumerate().filter(|(_, candidate)| !is_issuer(candidate));
        let leaf = leaves.next().map_or(0, |(index, _)| index);
        let others = certificates.split_off(leaf);
        let mut others = others.into_iter().chain(certificates);
        match others.next() {
            Some(leaf) => Self::new(leaf, others),
            // A file without certificates was refused before.
            None => Err(ErrorKind::Chain { found: 0 }.into()),
        }
    }

    /// The certificate that signs.
    pub fn leaf(&self) -> &Certificate {
        &self.leaf
    }

    /// Every certificate, the leaf first.
    pub fn iter(&self) -> impl Iterator<Item = &Certificate> {
        iter::once(&self.leaf).chain(&self.issuers)
    }

    /// The bytes of every certificate, the leaf first.
    pub fn to_der(&self) -> Vec<Bytes> {
        self.iter().map(|certificate| certificate.der().clone()).collect()
    }

    /// Whether the last certificate is a root, as the profile asks: it names itself as its issuer and is signed by its own
    /// key.
    ///
    /// If that signature cannot be checked (another algorithm than RSA with SHA-2, or no feature `aws-lc-rs`), the name
    /// decides.
    pub fn reaches_root(&self) -> bool {
        self.top().is_root()
    }

    fn top(&self) -> &Certificate {
        self.issuers.last().unwrap_or(&self.leaf)
    }
}

/// Which of `candidates` issued `certificate`: the one with the right name, and of several, one whose signature it is.
///
/// An issuer that renews its key keeps its name.
fn issuer_among(candidates: &[Certificate], certificate: &Certificate, signatures_left: &mut u8) -> Option<usize> {
    let mut named = candidates.iter().enumerate().filter(|(_, candidate)| certificate.names_issuer(candidate));
    let (first, candidate) = named.next()?;
    let mut others = named.peekable();
    if others.peek().is_none() {
        return Some(first);
    }
    let signed = iter::once((first, candidate)).chain(others).find(|(_, candidate)| {
        let Some(left) = signatures_left.checked_sub(1) else { return false };
        *signatures_left = left;
        certificate.check_signature(candidate).is_ok()
    });
    Some(signed.map_or(first, |(index, _)| index))
}

/// How many signatures are checked to tell issuers of one name apart, so that no file can ask for many. One more for each
/// certificate of the chain tells whether it is a root.
const MAX_CHECKS: u8 = 32;

/// The most certificates of a file, repeated ones included, among which a leaf is looked for.
const MAX_CERTIFICATES: usize = 256;

/// The most certificates above the leaf; real chains have one or two. The rest of a longer one is left over.
const MAX_ISSUERS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic;

    #[test]
    fn any_order_becomes_leaf_first() {
        let (sender, issuer, root) = (synthetic::sender(), synthetic::issuer(), synthetic::root());
        let chain = CertificateChain::new(sender.clone(), [root.clone(), sender.clone(), issuer.clone(), root.clone()])
            .unwrap();
        assert_eq!(chain.iter().collect::<Vec<_>>(), [&sender, &issuer, &root]);
        assert!(chain.reaches_root());
        assert!(!CertificateChain::new(sender, [issuer]).unwrap().reaches_root());
    }

    #[test]
    fn a_file_becomes_leaf_first() {
        use signature_fixtures::identities::{ISSUER, ROOT, SENDER};
        let chain = CertificateChain::new(synthetic::sender(), [synthetic::issuer(), synthetic::root()]).unwrap();
        for order in [[SENDER, ISSUER, ROOT], [ROOT, ISSUER, SENDER], [ISSUER, SENDER, ROOT]] {
            assert_eq!(CertificateChain::from_bytes(order.concat()).unwrap(), chain);
        }
        let strangers =
            CertificateChain::from_bytes([SENDER, ISSUER, signature_fixtures::identities::AVSENDER].concat());
        assert_eq!(strangers.unwrap_err(), ErrorKind::Chain { found: 1 }.into());
    }

    #[test]
    fn a_chain_is_looked_for_among_256() {
        let file = |count: usize| signature_fixtures::identities::ROOT.repeat(count);
        assert_eq!(CertificateChain::from_bytes(file(256)).map(|chain| chain.iter().count()), Ok(1));
        let error = CertificateChain::from_bytes(file(257)).unwrap_err();
        assert_eq!(error, ErrorKind::TooManyCertificates { max: 256, found: 257 }.into());
    }

    #[cfg(feature = "aws-lc-rs")]
    #[test]
    fn issuers_of_one_name_are_told_apart_by_the_signature() {
        let (sender, issuer, root) = (synthetic::sender(), synthetic::issuer(), synthetic::root());
        let twin = synthetic::issue::twin(&issuer);
        assert!(sender.names_issuer(&twin));
        for others in [[&twin, &issuer, &root], [&root, &issuer, &twin]] {
            let (chain, unused) = CertificateChain::gather(sender.clone(), others.map(Clone::clone));
            assert_eq!(chain.iter().collect::<Vec<_>>(), [&sender, &issuer, &root]);
            assert_eq!(unused, 1);
        }
    }

    #[cfg(feature = "aws-lc-rs")]
    #[test]
    fn an_issuer_that_renewed_its_key_vouches_for_it() {
        use crate::synthetic::issue::{Draft, Key};
        let make = |subject, issuer, key, issuers_key| Draft::new(subject, issuer).with_keys(key, issuers_key).issue();
        let leaf = make("0", "root", Key::Senders, Key::Another);
        let new_with_old = make("root", "root", Key::Another, Key::Senders);
        let [old, new] = [Key::Senders, Key::Another].map(|key| make("root", "root", key, key));
        for others in [[&new_with_old, &old], [&old, &new_with_old]] {
            let chain = CertificateChain::new(leaf.clone(), others.map(Clone::clone)).unwrap();
            assert_eq!(chain.iter().collect::<Vec<_>>(), [&leaf, &new_with_old, &old]);
            assert!(chain.reaches_root());
        }
        assert!(!CertificateChain::new(leaf.clone(), [new_with_old]).unwrap().reaches_root());
        let error = CertificateChain::new(leaf, [new, old]).unwrap_err();
        assert_eq!(error, ErrorKind::Chain { found: 1 }.into());
    }

    #[test]
    fn a_stranger_is_refused() {
        assert_eq!(
            CertificateChain::new(synthetic::sender(), [synthetic::avsender()]).unwrap_err().to_string(),
            "every certificate must be the leaf or issue another of the chain, found 1 that do neither"
        );
    }
}
