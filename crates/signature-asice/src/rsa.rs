//! Verifying RSA signatures (RSASSA-PKCS1-v1_5), where the crate was built with a backend for it.
//!
//! Not here: signing (`signing_key`).

use der::oid::ObjectIdentifier;

use crate::certificate::RsaPublicKey;

/// The hash under a signature.
#[derive(Clone, Copy)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The hash of the signature algorithm with this name.
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
pub(crate) enum Unverified {
    /// It was checked and is not this key's signature of this message, or the key is not 2048 to 8192 bits long.
    Wrong,
    /// It was not checked, for want of a backend.
    #[cfg_attr(feature = "aws-lc-rs", expect(dead_code, reason = "there is a backend"))]
    NoBackend,
}

/// Whether `signature` is the key's signature of `message`.
#[cfg(feature = "aws-lc-rs")]
pub(crate) fn verify(key: RsaPublicKey<'_>, hash: Hash, message: &[u8], signature: &[u8]) -> Result<(), Unverified> {
    use aws_lc_rs::signature::{
        RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, UnparsedPublicKey,
    };
    let algorithm = match hash {
        Hash::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
        Hash::Sha384 => &RSA_PKCS1_2048_8192_SHA384,
        Hash::Sha512 => &RSA_PKCS1_2048_8192_SHA512,
    };
    UnparsedPublicKey::new(algorithm, key.pkcs1()).verify(message, signature).map_err(|_| Unverified::Wrong)
}

/// Without a backend nothing is known.
#[cfg(not(feature = "aws-lc-rs"))]
pub(crate) fn verify(_: RsaPublicKey<'_>, _: Hash, _: &[u8], _: &[u8]) -> Result<(), Unverified> {
    Err(Unverified::NoBackend)
}
