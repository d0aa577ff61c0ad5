//! Packing and signing in one call, with a key in memory.

use signature_identity::{CertificateChain, Identity, SigningKey};
use signature_model::{DocumentPackage, OrganizationNumber, PackageContents, Timestamp};

use crate::draft::{Draft, check_signer};
use crate::{Error, ErrorKind};

/// An organization's certificate and key, checked: they can sign packages for the service.
#[derive(Debug)]
pub struct Packager {
    chain: CertificateChain,
    key: SigningKey,
    organization_number: OrganizationNumber,
}

impl Packager {
    /// Takes a certificate, the chain above it, and its key.
    ///
    /// # Errors
    /// [`Error`] if the key is not the certificate's, or if the certificate is not one that an
    /// organization can sign with.
    pub fn new(chain: CertificateChain, key: SigningKey) -> Result<Self, Error> {
        let leaf = chain.leaf();
        if !key.belongs_to(leaf) {
            return Err(ErrorKind::AnotherKey.into());
        }
        check_signer(leaf)?;
        let organization_number = leaf.organization_number().ok_or(ErrorKind::NoOrganizationNumber)?;
        Ok(Self { chain, key, organization_number })
    }

    /// Takes both from an identity, which was read from a key file.
    ///
    /// # Errors
    /// [`Error`] as for [`Packager::new`].
    pub fn from_identity(identity: &Identity) -> Result<Self, Error> {
        Self::new(identity.chain().clone(), identity.signing_key().clone())
    }

    /// Takes both from PEM text with an unencrypted key: [`Identity::from_pem`] without a password.
    ///
    /// # Errors
    /// [`Error`] if a part is missing or unreadable, or as for [`Packager::new`].
    pub fn from_pem(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        let identity = Identity::from_pem(text, None).map_err(ErrorKind::Identity)?;
        Self::from_identity(&identity)
    }

    /// Whether the certificate is valid at `now`. Making a package does not check this; the verifier of the package
    /// does.
    ///
    /// # Errors
    /// [`signature_identity::Error`] if it has expired or is not valid yet.
    pub fn check_validity(&self, now: Timestamp) -> Result<(), signature_identity::Error> {
        self.chain.leaf().check_validity(now)
    }

    /// The organization that signs.
    pub fn organization_number(&self) -> &OrganizationNumber {
        &self.organization_number
    }

    /// Packs and signs files, with the time at which they are signed. The service accepts a package within five
    /// seconds of that time.
    ///
    /// # Errors
    /// [`Error`] if there is no file, if the name of one could not be used by every reader of the package, or if the
    /// key cannot sign.
    pub fn package(&self, contents: &PackageContents, signing_time: Timestamp) -> Result<DocumentPackage, Error> {
        let draft = Draft::new(contents.clone(), self.chain.clone(), signing_time)?;
        let signature = self.key.sign(draft.to_be_signed()).map_err(ErrorKind::Signing)?;
        // The key is the leaf's, and the library checks what it signed.
        draft.finish_with(&signature)
    }

    /// The certificates that go into each signature.
    pub fn chain(&self) -> &CertificateChain {
        &self.chain
    }
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
        refused(synthetic::issuer(), "expected the private key of the first certificate, found another");
        refused(
            synthetic::encryption_only(),
            "expected a certificate for digital signatures, found one for other uses; use the organization's other certificate",
        );
        refused(
            synthetic::without_organization(),
            "expected an enterprise certificate (SEID 1 or 2), found one without an organization number",
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
            "expected a private key beside the certificates, found none; export the certificate together with its private key"
        );
    }
}
