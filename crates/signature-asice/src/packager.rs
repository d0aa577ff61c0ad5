//! Packing and signing in one call, with a key in memory.

use signature_model::{DocumentPackage, OrganizationNumber, PackageContents, Packaging, PackagingError, Timestamp};

use crate::draft::Draft;
use signature_identity::SigningKey;
use signature_identity::{CertificateChain, OutsideValidity};
use signature_identity::{Identity, InvalidIdentity};

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

    /// Takes both from a key file that was read.
    ///
    /// # Errors
    /// [`InvalidPackager`] as for [`Packager::new`].
    pub fn from_identity(identity: &Identity) -> Result<Self, InvalidPackager> {
        Self::new(identity.chain().clone(), identity.signing_key().clone())
    }

    /// Takes both from PEM text with an unencrypted key: [`Identity::from_pem`] without a password.
    ///
    /// # Errors
    /// [`InvalidPackager`] if a part is missing or unreadable, or as for [`Packager::new`].
    pub fn from_pem(text: &str) -> Result<Self, InvalidPackager> {
        Identity::from_pem(text, None)
            .map_err(InvalidPackager::Identity)
            .and_then(|identity| Self::from_identity(&identity))
    }

    /// Whether the certificate is valid at `now`. Packages are made without asking, as their verifier will.
    ///
    /// # Errors
    /// [`OutsideValidity`] if it has expired or is not valid yet.
    pub fn check_validity(&self, now: Timestamp) -> Result<(), OutsideValidity> {
        self.chain.leaf().check_validity(now)
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
    fn package(&self, contents: &PackageContents, signing_time: Timestamp) -> Result<DocumentPackage, PackagingError> {
        let draft = Draft::new(contents.clone(), self.chain.clone(), signing_time).map_err(PackagingError::new)?;
        let signature = self.key.sign(draft.to_be_signed()).map_err(PackagingError::new)?;
        // The key is the leaf's, and the library checks what it signed.
        draft.finish_with(&signature).map_err(PackagingError::new)
    }
}

/// Why a certificate and a key cannot sign packages.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPackager {
    /// The certificates or the key are missing, unreadable or unfit.
    #[error("the key file must have certificates and a key to sign with")]
    Identity(#[source] InvalidIdentity),
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
    use signature_fixtures::identities;
    use signature_identity::Certificate;

    use crate::synthetic;

    fn key() -> SigningKey {
        synthetic::sender_key()
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
        let text = [identities::SENDER_KEY, identities::SENDER, identities::ISSUER].concat();
        let packager = Packager::from_pem(&text).unwrap();
        assert_eq!(packager.organization_number().as_str(), "123456789");
        assert_eq!(packager.chain().iter().count(), 2);
        assert!(!format!("{packager:?}").contains("Syntetisk"));
        assert_eq!(packager.check_validity(synthetic::noon()), Ok(()));
        assert!(packager.check_validity(Timestamp::EPOCH).is_err());
        let error = Packager::from_pem(identities::SENDER).unwrap_err();
        assert_eq!(
            std::error::Error::source(&error).unwrap().to_string(),
            "expected a private key beside the certificates, found none"
        );
    }
}
