//! The RSA key in a certificate, and verifying what it signed (RSASSA-PKCS1-v1_5).
//!
//! Not here: signing (`signing_key`).

use der::oid::ObjectIdentifier;

use crate::ber::{Element, Malformed};

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The RSA key that a certificate is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RsaPublicKey<'a> {
    pkcs1: &'a [u8],
    modulus_bits: usize,
}

impl<'a> RsaPublicKey<'a> {
    /// The fewest bits a key may have for its signatures to be verified.
    pub const MIN_BITS: usize = 2048;
    /// The most bits.
    pub const MAX_BITS: usize = 8192;

    /// The `RSAPublicKey` in a `SubjectPublicKeyInfo`; `None` for a key of another kind.
    pub(crate) fn pkcs1_in<'b>(info: &Element<'b>) -> Result<Option<&'b [u8]>, Malformed> {
        let [algorithm, key] = info.sequence()? else { return Err(Malformed) };
        let [name, ..] = algorithm.sequence()? else { return Err(Malformed) };
        let key = key.whole_bytes()?;
        Ok((name.oid()? == RSA_ENCRYPTION).then_some(key))
    }

    /// `None` for a key that is unreadable or has no exponent.
    ///
    /// Source: `RFC 8017 §A.1.1`
    pub(crate) fn from_pkcs1(pkcs1: &'a [u8]) -> Option<Self> {
        let key = Element::parse(pkcs1).ok()?;
        let [modulus, public_exponent] = key.sequence().ok()? else { return None };
        let (first, rest) = modulus.unsigned().ok()?.split_first()?;
        let first_bits = usize::try_from(u8::BITS.saturating_sub(first.leading_zeros())).ok()?;
        let modulus_bits = rest.len().saturating_mul(8).saturating_add(first_bits);
        (!public_exponent.unsigned().ok()?.is_empty()).then_some(Self { pkcs1, modulus_bits })
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

    /// Whether `signature` is this key's signature of `message`.
    ///
    /// # Errors
    /// [`Unverified`] if it is not, or if the crate was built without a backend to check it.
    #[cfg(feature = "aws-lc-rs")]
    pub fn verify(&self, hash: Hash, message: &[u8], signature: &[u8]) -> Result<(), Unverified> {
        use aws_lc_rs::signature::{
            RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, UnparsedPublicKey,
        };
        let algorithm = match hash {
            Hash::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
            Hash::Sha384 => &RSA_PKCS1_2048_8192_SHA384,
            Hash::Sha512 => &RSA_PKCS1_2048_8192_SHA512,
        };
        UnparsedPublicKey::new(algorithm, self.pkcs1).verify(message, signature).map_err(|_| Unverified::Wrong)
    }

    /// Without a backend the signature stays unchecked.
    ///
    /// # Errors
    /// Always [`Unverified::NoBackend`].
    #[cfg(not(feature = "aws-lc-rs"))]
    pub fn verify(&self, _hash: Hash, _message: &[u8], _signature: &[u8]) -> Result<(), Unverified> {
        Err(Unverified::NoBackend)
    }
}

/// The hash under a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// The hash of the signature algorithm with this object identifier.
    pub(crate) fn of_signature_algorithm(name: ObjectIdentifier) -> Option<Self> {
        match name {
            SHA_256_WITH_RSA_ENCRYPTION => Some(Self::Sha256),
            SHA_384_WITH_RSA_ENCRYPTION => Some(Self::Sha384),
            SHA_512_WITH_RSA_ENCRYPTION => Some(Self::Sha512),
            _ => None,
        }
    }
}

const SHA_256_WITH_RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const SHA_384_WITH_RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const SHA_512_WITH_RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");

/// Why a signature is not known to be good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a verifier must tell the two apart")]
pub enum Unverified {
    /// It was checked and is not this key's signature of this message, or the key is not 2048 to 8192 bits long.
    Wrong,
    /// It was not checked: the crate was built without the feature `aws-lc-rs`.
    NoBackend,
}
