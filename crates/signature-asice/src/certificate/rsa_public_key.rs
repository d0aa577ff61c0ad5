//! The RSA key in a certificate.

use der::asn1::UintRef;
use der::oid::ObjectIdentifier;
use der::{Decode, Sequence};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The RSA key that a certificate is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RsaPublicKey<'a> {
    pkcs1: &'a [u8],
    modulus_bits: usize,
}

/// Source: `RFC 8017 §A.1.1`
#[derive(Sequence)]
struct Pkcs1<'a> {
    modulus: UintRef<'a>,
    public_exponent: UintRef<'a>,
}

impl<'a> RsaPublicKey<'a> {
    /// `None` for a key of another kind, or one that is unreadable or has no exponent.
    pub(super) fn from_info(info: &'a SubjectPublicKeyInfoOwned) -> Option<Self> {
        if info.algorithm.oid != RSA_ENCRYPTION {
            return None;
        }
        let pkcs1 = info.subject_public_key.as_bytes()?;
        let Pkcs1 { modulus, public_exponent } = Pkcs1::from_der(pkcs1).ok()?;
        let (first, rest) = modulus.as_bytes().split_first()?;
        let first_bits = usize::try_from(u8::BITS.saturating_sub(first.leading_zeros())).ok()?;
        let modulus_bits = rest.len().saturating_mul(8).saturating_add(first_bits);
        (!public_exponent.as_bytes().is_empty()).then_some(Self { pkcs1, modulus_bits })
    }

    /// `RSAPublicKey` of PKCS#1, DER.
    pub fn pkcs1(&self) -> &'a [u8] {
        self.pkcs1
    }

    /// The size of the key, in bits.
    pub fn modulus_bits(&self) -> usize {
        self.modulus_bits
    }

    /// How long a signature by this key is, in bytes.
    pub fn signature_len(&self) -> usize {
        self.modulus_bits.div_ceil(8)
    }
}
