//! A package before its signature: the first of the two steps of signing.

mod signing_time;

use std::collections::BTreeSet;
use std::fmt;

use signature_model::{DocumentPackage, PackageContents};

use crate::container::write::{ArchiveTooLarge, ArchiveWriter};
use crate::container::{is_like_meta_inf, path_fault};
use crate::form_encoding::form_decode;
use crate::xades::{FileReference, sha256, signature_file, signed_info, signed_properties};
use signature_identity::CertificateChain;
use signature_identity::{Hash, Unverified};

pub use signing_time::SigningTime;

/// A package that lacks nothing but its signature.
///
/// [`to_be_signed`](Self::to_be_signed) goes to the key, wherever it is and however long it takes;
/// [`finish`](Self::finish) takes the signature. The same arguments always give the same bytes.
#[derive(Clone)]
pub struct Draft {
    contents: PackageContents,
    chain: CertificateChain,
    signed_properties: String,
    signed_info: String,
}

impl Draft {
    /// Prepares the signature of `contents` by the leaf of `chain`. Hashes every file; copies none.
    ///
    /// The service accepts a signing time within five seconds of its own clock.
    ///
    /// Source: `docs/package`
    ///
    /// # Errors
    /// [`DraftError`] if the leaf has no RSA key, if there is no file, or if a file's name could not be used by
    /// everyone who reads the package.
    pub fn new(
        contents: PackageContents,
        chain: CertificateChain,
        signing_time: impl Into<SigningTime>,
    ) -> Result<Self, DraftError> {
        if chain.leaf().rsa_public_key().is_none() {
            return Err(DraftError::NotRsa);
        }
        if chain.leaf().issuer_name().chars().any(|c| !crate::xml_signature::characters::is_allowed(c)) {
            return Err(DraftError::IssuerName);
        }
        check_names(&contents)?;
        let files: Vec<FileReference> = contents
            .files()
            .iter()
            .map(|file| FileReference {
                name: file.name.clone(),
                media_type: file.media_type,
                sha256: sha256(&file.content),
            })
            .collect();
        let signing_time = signing_time.into().to_string();
        let signed_properties = signed_properties::canonical(&files, chain.leaf(), &signing_time);
        let signed_info = signed_info::canonical(&files, &signed_properties);
        Ok(Self { contents, chain, signed_properties, signed_info })
    }

    /// The message to sign with RSASSA-PKCS1-v1_5 and SHA-256: `SignedInfo` in canonical form.
    pub fn to_be_signed(&self) -> &[u8] {
        self.signed_info.as_bytes()
    }

    /// The package with its signature.
    ///
    /// Built with the feature `aws-lc-rs`, this also verifies the signature, so that a wrong key or hash shows here
    /// and not at the service.
    ///
    /// # Errors
    /// [`FinishError`] if `signature` has the wrong length or is wrong, or if the package would reach 4 GiB.
    pub fn finish(self, signature: &[u8]) -> Result<DocumentPackage, FinishError> {
        let key = self.chain.leaf().rsa_public_key().ok_or(FinishError::WrongSignature)?;
        if signature.len() != key.signature_len() {
            return Err(FinishError::SignatureLength { expected: key.signature_len(), found: signature.len() });
        }
        if key.verify(Hash::Sha256, self.to_be_signed(), signature) == Err(Unverified::Wrong) {
            return Err(FinishError::WrongSignature);
        }
        self.finish_with(signature)
    }

    /// The same for a signature of the leaf's own key, of which there is no doubt.
    pub(crate) fn finish_with(self, signature: &[u8]) -> Result<DocumentPackage, FinishError> {
        let signatures = signature_file::document(&self.signed_info, &self.signed_properties, &self.chain, signature);
        let mut archive = ArchiveWriter::default();
        for file in self.contents.files() {
            archive.add(&file.name, file.content.clone())?;
        }
        archive.add(signature_file::PATH, signatures.into())?;
        Ok(archive.finish()?)
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("contents", &self.contents).field("chain", &self.chain).finish_non_exhaustive()
    }
}

/// Names must be usable by every reader, and apart for those who compare them after form-decoding.
fn check_names(contents: &PackageContents) -> Result<(), DraftError> {
    if contents.files().is_empty() {
        return Err(DraftError::Empty);
    }
    let mut seen = BTreeSet::new();
    for (index, file) in contents.files().iter().enumerate() {
        let name = file.name.as_str();
        if path_fault(name).is_some() || name == "mimetype" || is_like_meta_inf(name) {
            return Err(DraftError::Name { index });
        }
        if form_decode(name) != name {
            return Err(DraftError::AmbiguousName { index });
        }
        if !seen.insert(name) {
            return Err(DraftError::DuplicateName { index });
        }
    }
    Ok(())
}

/// Why a package cannot be drafted. Files are counted from 0; their names are never told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DraftError {
    /// The leaf's key is of another kind.
    #[error("the signing certificate must have an RSA key, found another kind of key")]
    NotRsa,
    /// The issuer's name cannot be written in XML.
    #[error("the issuer of the signing certificate must have a name that XML can hold, found a control character")]
    IssuerName,
    /// There is nothing to sign.
    #[error("a package must have at least one file, found none")]
    Empty,
    /// A name that readers refuse or that has a meaning of its own.
    #[error("the name of file {index} must be a plain path outside META-INF, found something else")]
    Name {
        /// Which file.
        index: usize,
    },
    /// A name with `+`, or with `%` and two hexadecimal digits: the service would take it for another name.
    #[error("the name of file {index} must be the same after form-decoding, found that it changes")]
    AmbiguousName {
        /// Which file.
        index: usize,
    },
    /// Two files have one name.
    #[error("the name of file {index} must be its own, found it on an earlier file")]
    DuplicateName {
        /// The second of the two.
        index: usize,
    },
}

/// Why a draft cannot be finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FinishError {
    /// A signature is as long as the key's modulus.
    #[error("the signature must be {expected} bytes, found {found}")]
    SignatureLength {
        /// What the certificate's key makes.
        expected: usize,
        /// What was given.
        found: usize,
    },
    /// The signature is of another key, another message or another algorithm.
    #[error("the signature must be RSASSA-PKCS1-v1_5 with SHA-256 by the certificate's key, found another")]
    WrongSignature,
    /// The package is more than a plain ZIP archive can hold.
    #[error("the package must be an archive of less than 4 GiB and 65535 files, found more")]
    TooLarge,
}

impl From<ArchiveTooLarge> for FinishError {
    fn from(_: ArchiveTooLarge) -> Self {
        Self::TooLarge
    }
}

#[cfg(test)]
mod tests;
