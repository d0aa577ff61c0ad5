//! The CMS structure, read back and checked.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use sha2::{Digest, Sha256};
use signature_model::Timestamp;

use super::*;
use crate::pki::{Enterprise, TestPki};

const DIGEST: [u8; 32] = [0xA5; 32];

fn sealer() -> Sealer {
    let pki = TestPki::generate(Timestamp::EPOCH).unwrap();
    let credentials = pki.enterprise(&Enterprise::new("310000001", "Seal SYNTHETIC")).unwrap();
    Sealer::try_from(&credentials).unwrap()
}

/// The only signer of a signature, after a check of the structure around it.
fn signer(cms: &[u8], sealer: &Sealer) -> SignerInfo {
    let ContentInfo { content_type, content } = ContentInfo::from_der(cms).unwrap();
    assert_eq!(content_type, rfc5911::ID_SIGNED_DATA);
    assert_eq!((content.version, content.content.content_type), (1, rfc5911::ID_DATA));
    let certificates: Vec<_> = content.certificates.iter().map(|any| any.to_der().unwrap()).collect();
    assert_eq!(certificates.len(), sealer.chain().iter().count());
    assert!(sealer.chain().iter().all(|certificate| certificates.contains(&certificate.der().to_vec())));
    let [signer] = content.signers.into_vec().try_into().unwrap();
    signer
}

fn value(signer: &SignerInfo, oid: ObjectIdentifier) -> Vec<u8> {
    let attribute = signer.signed_attributes.iter().find(|attribute| attribute.oid == oid).unwrap();
    let [value] = attribute.values.as_slice() else { panic!("one value expected") };
    value.to_der().unwrap()
}

#[test]
fn signed_attributes_are_those_of_cades() {
    let sealer = sealer();
    let signer = signer(&sign_detached(DIGEST, &sealer).unwrap(), &sealer);

    assert_eq!(signer.signed_attributes.len(), 3);
    assert_eq!(value(&signer, rfc5911::ID_CONTENT_TYPE), rfc5911::ID_DATA.to_der().unwrap());
    assert_eq!(value(&signer, rfc5911::ID_MESSAGE_DIGEST), OctetString::new(DIGEST).unwrap().to_der().unwrap());
    let signing_certificate = value(&signer, rfc5911::ID_AA_SIGNING_CERTIFICATE_V_2);
    let signing_certificate = SigningCertificateV2::from_der(&signing_certificate).unwrap();
    let hash = signing_certificate.certificates[0].certificate_hash.as_bytes();
    assert_eq!(hash, Sha256::digest(sealer.chain().leaf().der()).as_slice());
}

#[test]
fn the_signature_is_over_the_attributes_as_a_sorted_set() {
    let sealer = sealer();
    let signer = signer(&sign_detached(DIGEST, &sealer).unwrap(), &sealer);

    let encoded: Vec<_> = signer.signed_attributes.iter().map(|attribute| attribute.to_der().unwrap()).collect();
    assert!(encoded.is_sorted());
    let message = signer.signed_attributes.to_der().unwrap();
    assert_eq!(message[0], 0x31);
    let key = sealer.chain().leaf().rsa_public_key().unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.pkcs1())
        .verify(&message, signer.signature.as_bytes())
        .unwrap();
}

#[test]
fn the_same_digest_gives_the_same_signature() {
    let sealer = sealer();
    assert_eq!(sign_detached(DIGEST, &sealer).unwrap(), sign_detached(DIGEST, &sealer).unwrap());
}
