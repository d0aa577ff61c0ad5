//! A package before its signature: the first of the two steps of signing.

mod signing_time;

use std::collections::BTreeSet;
use std::fmt;

use signature_model::{DocumentPackage, PackageContents};

use crate::container::write::{ArchiveTooLarge, ArchiveWriter};
use crate::container::{is_like_meta_inf, path_fault};
use crate::form_encoding::form_decode;
use crate::xades::{FileReference, sha256, signature_file, signed_info, signed_properties};
use crate::{Error, ErrorKind};
use signature_identity::{Certificate, CertificateChain, Hash, RsaPublicKey, Unverified};

pub use signing_time::SigningTime;

/// A package that lacks only its signature.
///
/// [`to_be_signed`](Self::to_be_signed) goes to the key, wherever that is and however long it takes;
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
    /// The service accepts a signing time within five seconds of its own clock, and the signatures of enterprise
    /// certificates alone; see [`Certificate::organization_number`](signature_identity::Certificate::organization_number).
    ///
    /// Source: `docs/package`
    ///
    /// # Errors
    /// [`Error`] if the leaf has no RSA key of 2048 to 8192 bits or is not for signatures, if there is no file, or if a file's name could not be used by
    /// every reader of the package.
    pub fn new(
        contents: PackageContents,
        chain: CertificateChain,
        signing_time: impl Into<SigningTime>,
    ) -> Result<Self, Error> {
        check_signer(chain.leaf())?;
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
    /// With the feature `aws-lc-rs`, this also verifies the signature, to find a wrong key or hash here and not at the
    /// service.
    ///
    /// # Errors
    /// [`Error`] if `signature` has the wrong length or is wrong, or if the package would reach 4 GiB.
    pub fn finish(self, signature: &[u8]) -> Result<DocumentPackage, Error> {
        let key = self.chain.leaf().rsa_public_key().ok_or(ErrorKind::WrongSignature)?;
        if signature.len() != key.signature_len() {
            return Err(ErrorKind::SignatureLength { expected: key.signature_len(), found: signature.len() }.into());
        }
        if key.verify(Hash::Sha256, self.to_be_signed(), signature) == Err(Unverified::Wrong) {
            return Err(ErrorKind::WrongSignature.into());
        }
        self.finish_with(signature)
    }

    /// The same without verifying, for a signature that the leaf's own key has just made.
    pub(crate) fn finish_with(self, signature: &[u8]) -> Result<DocumentPackage, Error> {
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

/// Checks that what this certificate's key signs can be verified.
pub(crate) fn check_signer(leaf: &Certificate) -> Result<(), Error> {
    let bits = leaf.rsa_public_key().ok_or(ErrorKind::NotRsa)?.modulus_bits();
    if !(RsaPublicKey::MIN_BITS..=RsaPublicKey::MAX_BITS).contains(&bits) {
        return Err(ErrorKind::KeySize { found: bits }.into());
    }
    if !leaf.allows_digital_signature() {
        return Err(ErrorKind::KeyUsage.into());
    }
    match leaf.issuer_name().chars().all(crate::xml_signature::characters::is_allowed) {
        true => Ok(()),
        false => Err(ErrorKind::IssuerName.into()),
    }
}

/// Checks that every reader can use the names, and that they differ after form-decoding.
fn check_names(contents: &PackageContents) -> Result<(), Error> {
    if contents.files().is_empty() {
        return Err(ErrorKind::NoFiles.into());
    }
    let mut seen = BTreeSet::new();
    for (index, file) in contents.files().iter().enumerate() {
        let name = file.name.as_str();
        if let Some(found) = name_fault(name) {
            return Err(ErrorKind::FileName { index, found }.into());
        }
        if form_decode(name) != name {
            return Err(ErrorKind::AmbiguousFileName { index }.into());
        }
        if !seen.insert(name) {
            return Err(ErrorKind::FileNameTwice { index }.into());
        }
    }
    Ok(())
}

/// Why a document cannot have this name.
fn name_fault(name: &str) -> Option<&'static str> {
    match name {
        "mimetype" => Some("the name by which a container says what it is"),
        _ if is_like_meta_inf(name) => Some("a name in META-INF"),
        _ => path_fault(name),
    }
}

impl From<ArchiveTooLarge> for Error {
    fn from(_: ArchiveTooLarge) -> Self {
        ErrorKind::TooLarge.into()
    }
}

#[cfg(test)]
mod tests;
