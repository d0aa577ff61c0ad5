//! A detached CAdES-BES signature: the CMS structure in a signed PDF.
//!
//! It has only what a PDF signature needs: one RSA signer, SHA-256, no timestamps, no reading.
//! The key is in [`Sealer`]; `pades` chooses the bytes to sign.
//!
//! Source: RFC 5652 §5 (SignedData), RFC 5035 §3 (signing-certificate-v2), ETSI EN 319 122-1 §5 and §6 (CAdES)

use const_oid::db::{rfc5911, rfc5912};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode, Encode, EncodeValue, Sequence, Tagged, ValueOrd};
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::sealer::Sealer;
use crate::error::{Error, ErrorKind};

/// Signs content known by its SHA-256 and returns the CMS ContentInfo, DER.
///
/// Signed attributes are content-type, message-digest and signing-certificate-v2.
/// There is no signing-time, because a PDF has it in another place.
/// All certificates of the sealer are included.
///
/// # Errors
/// [`Error`] if a certificate of the chain is not DER or the cryptographic library cannot sign.
pub(super) fn sign_detached(digest: [u8; 32], sealer: &Sealer) -> Result<Vec<u8>, Error> {
    let attributes = signed_attributes(digest, sealer).map_err(Error::of(ErrorKind::Cms))?;
    // The signed bytes have the tag of a SET, not the context tag that is used inside the signer info.
    let signature = sealer.sign(&attributes.to_der().map_err(Error::of(ErrorKind::Cms))?)?;
    content_info(sealer, attributes, signature).map_err(Error::of(ErrorKind::Cms))
}

/// The whole structure around the signature.
fn content_info(
    sealer: &Sealer,
    signed_attributes: SetOfVec<Attribute>,
    signature: Vec<u8>,
) -> Result<Vec<u8>, der::Error> {
    let certificate = Certificate::from_der(sealer.chain().leaf().der())?;
    let certificate = certificate.tbs_certificate();
    let signer = SignerInfo {
        version: 1,
        signer: IssuerAndSerialNumber {
            issuer: certificate.issuer().clone(),
            serial_number: certificate.serial_number().clone(),
        },
        digest_algorithm: sha256(),
        signed_attributes,
        signature_algorithm: sha256_with_rsa(),
        signature: OctetString::new(signature)?,
    };
    let certificates =
        sealer.chain().iter().map(|certificate| Any::from_der(certificate.der())).collect::<Result<Vec<_>, _>>()?;
    let content_info = ContentInfo {
        content_type: rfc5911::ID_SIGNED_DATA,
        content: SignedData {
            version: 1,
            digest_algorithms: SetOfVec::from_iter([sha256()])?,
            content: DetachedContent { content_type: rfc5911::ID_DATA },
            certificates: SetOfVec::from_iter(certificates)?,
            signers: SetOfVec::from_iter([signer])?,
        },
    };
    content_info.to_der()
}

fn signed_attributes(digest: [u8; 32], sealer: &Sealer) -> Result<SetOfVec<Attribute>, der::Error> {
    let certificate_hash = OctetString::new(sealer.chain().leaf().sha256())?;
    let signing_certificate = SigningCertificateV2 { certificates: vec![EssCertIdV2 { certificate_hash }] };
    SetOfVec::from_iter([
        attribute(rfc5911::ID_CONTENT_TYPE, &rfc5911::ID_DATA)?,
        attribute(rfc5911::ID_MESSAGE_DIGEST, &OctetString::new(digest)?)?,
        attribute(rfc5911::ID_AA_SIGNING_CERTIFICATE_V_2, &signing_certificate)?,
    ])
}

fn attribute(oid: ObjectIdentifier, value: &(impl EncodeValue + Tagged)) -> Result<Attribute, der::Error> {
    Ok(Attribute { oid, values: SetOfVec::from_iter([Any::encode_from(value)?])? })
}

/// Without parameters, as RFC 5754 §2 prefers.
fn sha256() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: rfc5912::ID_SHA_256, parameters: None }
}

fn sha256_with_rsa() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: rfc5912::SHA_256_WITH_RSA_ENCRYPTION, parameters: Some(Any::null()) }
}

#[derive(Debug, Sequence)]
struct ContentInfo {
    content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    content: SignedData,
}

#[derive(Debug, Sequence)]
struct SignedData {
    version: u8,
    digest_algorithms: SetOfVec<AlgorithmIdentifierOwned>,
    content: DetachedContent,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true")]
    certificates: SetOfVec<Any>,
    signers: SetOfVec<SignerInfo>,
}

/// EncapsulatedContentInfo without the content, which is what makes a signature detached.
#[derive(Debug, Sequence)]
struct DetachedContent {
    content_type: ObjectIdentifier,
}

#[derive(Debug, Sequence, ValueOrd)]
struct SignerInfo {
    version: u8,
    signer: IssuerAndSerialNumber,
    digest_algorithm: AlgorithmIdentifierOwned,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true")]
    signed_attributes: SetOfVec<Attribute>,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: OctetString,
}

#[derive(Debug, Sequence, ValueOrd)]
struct IssuerAndSerialNumber {
    issuer: Name,
    serial_number: SerialNumber,
}

#[derive(Debug, Sequence)]
struct SigningCertificateV2 {
    certificates: Vec<EssCertIdV2>,
}

/// The hash algorithm is left out: SHA-256 is its default.
#[derive(Debug, Sequence)]
struct EssCertIdV2 {
    certificate_hash: OctetString,
}

#[cfg(test)]
mod tests;
