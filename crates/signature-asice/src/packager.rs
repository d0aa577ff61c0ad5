//! Packing and signing in one call, with a key in memory.

use signature_model::package::{Packaging, PackagingError};
use signature_model::{DocumentBundle, OrganizationNumber, PackageContents, Timestamp};

use crate::certificate::{CertificateChain, InvalidPem, pem};
use crate::draft::Draft;
use crate::signing_key::{InvalidSigningKey, SigningKey};

/// An organization's certificate and key, found fit to sign packages for the service.
#[derive(Debug)]
pub struct Packager {
    chain: CertificateChain,
    key: SigningKey,
    organization_number: OrganizationNumber,
}

impl Packager {
    /// Takes a certificate with those above it, and its key.
    ///
    /// # Errors
    /// [`InvalidPackager`] if the key is not the certificate's, or if the certificate is not one that an
    /// organization can sign with.
    pub fn new(chain: CertificateChain, key: SigningKey) -> Result<Self, InvalidPackager> {
        let leaf = chain.leaf();
        if !key.belongs_to(leaf) {
            return Err(InvalidPackager::AnotherKey);
        }
        if !leaf.allows_digital_signature() {
            return Err(InvalidPackager::KeyUsage);
        }
        let organization_number = leaf.organization_number().ok_or(InvalidPackager::NoOrganizationNumber)?;
        Ok(Self { chain, key, organization_number })
    }

    /// Takes both from PEM text: an unencrypted `PRIVATE KEY` anywhere, and `CERTIFICATE` blocks with the leaf first.
    ///
    /// # Errors
    /// [`InvalidPackager`] if a part is missing or unreadable, or as for [`Packager::new`].
    pub fn from_pem(text: &str) -> Result<Self, InvalidPackager> {
        let chain = CertificateChain::from_pem(text).map_err(InvalidPackager::Pem)?;
        let key = pem::blocks(text)
            .map_err(InvalidPackager::Pem)?
            .into_iter()
            .find(|block| block.label == "PRIVATE KEY")
            .ok_or(InvalidPackager::Pem(InvalidPem::Missing { label: "PRIVATE KEY" }))?;
        let key = SigningKey::from_pkcs8(key.content.to_vec()).map_err(InvalidPackager::Key)?;
        Self::new(chain, key)
    }

    /// The organization that signs.
    pub fn organization_number(&self) -> &OrganizationNumber {
        &self.organization_number
    }

    /// The certificates that go into each signature.
    pub fn chain(&self) -> &CertificateChain {
        &self.chain
    }
}

impl Packaging for Packager {
    fn package(&self, contents: &PackageContents, signing_time: Timestamp) -> Result<DocumentBundle, PackagingError> {
        let draft = Draft::new(contents.clone(), self.chain.clone(), signing_time).map_err(PackagingError::new)?;
        let signature = self.key.sign(draft.to_be_signed()).map_err(PackagingError::new)?;
        draft.finish(&signature).map_err(PackagingError::new)
    }
}

/// Why a certificate and a key cannot sign packages.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPackager {
    /// A part of the PEM text is missing or unreadable.
    #[error("the PEM text must have the certificates and the key")]
    Pem(#[source] InvalidPem),
    /// The key is unusable.
    #[error("the private key must be usable for signing")]
    Key(#[source] InvalidSigningKey),
    /// The key belongs to another certificate.
    #[error("the private key must be that of the first certificate, found another")]
    AnotherKey,
    /// The certificate is for other uses, such as encryption; enterprises often have one of each kind.
    #[error("the certificate must allow digital signatures, found that it does not")]
    KeyUsage,
    /// The certificate is none of an enterprise, at least none of SEID 1 or 2.
    #[error("the certificate's subject must have an organization number, found none")]
    NoOrganizationNumber,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Certificate, synthetic};

    fn key() -> SigningKey {
        SigningKey::from_pkcs8(pem::blocks(synthetic::SENDER_KEY).unwrap()[0].content.to_vec()).unwrap()
    }

    #[track_caller]
    fn refused(leaf: Certificate, expected: &str) {
        let chain = CertificateChain::new(leaf, []).unwrap();
        assert_eq!(Packager::new(chain, key()).unwrap_err().to_string(), expected);
    }

    #[test]
    fn each_unfit_certificate_has_its_own_error() {
        refused(synthetic::issuer(), "the private key must be that of the first certificate, found another");
        refused(synthetic::encryption_only(), "the certificate must allow digital signatures, found that it does not");
        refused(
            synthetic::without_organization(),
            "the certificate's subject must have an organization number, found none",
        );
    }

    #[test]
    fn pem_text_holds_all_of_it() {
        let text = [synthetic::SENDER_KEY, synthetic::SENDER_CERTIFICATE, synthetic::ISSUER_CERTIFICATE].concat();
        let packager = Packager::from_pem(&text).unwrap();
        assert_eq!(packager.organization_number().as_str(), "123456789");
        assert_eq!(packager.chain().iter().count(), 2);
        assert!(!format!("{packager:?}").contains("Syntetisk"));
        let error = Packager::from_pem(synthetic::SENDER_CERTIFICATE).unwrap_err();
        assert_eq!(
            std::error::Error::source(&error).unwrap().to_string(),
            "the PEM text must have a block PRIVATE KEY, found none"
        );
    }
}
