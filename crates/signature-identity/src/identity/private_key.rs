//! RSA private keys in the forms that key files have, all turned into the same PKCS#8.

use der::oid::ObjectIdentifier;
use zeroize::Zeroizing;

use super::encryption;
use super::key_derivation::Rounds;
use super::password::Password;
use crate::SigningKey;
use crate::ber::{Element, Malformed};
use crate::error::{Error, ErrorKind};

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The key of an elliptic curve, so that its PEM label can be refused by the same name as in PKCS#8.
pub(super) const ELLIPTIC_CURVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// What precedes the PKCS#1 key in PKCS#8: version 0, and `rsaEncryption` with its empty parameters.
const PKCS8_HEAD: [u8; 18] = [2, 1, 0, 0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];

/// An RSA key of a size that may sign, as PKCS#8 in DER without attributes.
#[derive(PartialEq, Eq)]
pub(super) struct PrivateKey {
    pkcs8: Zeroizing<Vec<u8>>,
}

impl PrivateKey {
    /// A `PrivateKeyInfo`, in DER or BER.
    ///
    /// Source: `RFC 5958 §2`
    pub(super) fn from_info(info: &Element<'_>) -> Result<Self, Error> {
        let [_version, algorithm, key, ..] = info.sequence()? else { return Err(Malformed.into()) };
        let [name, ..] = algorithm.sequence()? else { return Err(Malformed.into()) };
        match name.oid()? {
            RSA_ENCRYPTION => Self::from_pkcs1(&key.octets()?),
            other => Err(ErrorKind::algorithm(other)),
        }
    }

    /// An `EncryptedPrivateKeyInfo`.
    ///
    /// Source: `RFC 5958 §3`
    pub(super) fn from_encrypted_info(
        info: &Element<'_>,
        password: Password<'_>,
        rounds: &mut Rounds,
    ) -> Result<Self, Error> {
        let [algorithm, ciphertext] = info.sequence()? else { return Err(Malformed.into()) };
        let plain = encryption::decrypt(algorithm, &ciphertext.octets()?, password, rounds)?;
        Self::from_info(&Element::parse(&plain)?)
    }

    /// An `RSAPrivateKey`, DER.
    ///
    /// Source: `RFC 8017 §A.1.2`
    pub(super) fn from_pkcs1(der: &[u8]) -> Result<Self, Error> {
        let key = Element::parse(der)?;
        let [_version, modulus, ..] = key.sequence()? else { return Err(Malformed.into()) };
        let found = bits(modulus.unsigned()?);
        if !(SigningKey::MIN_BITS..=SigningKey::MAX_BITS).contains(&found) {
            return Err(ErrorKind::KeySize { min: SigningKey::MIN_BITS, max: SigningKey::MAX_BITS, found }.into());
        }
        // The bound on bits above keeps the lengths below 2^16, unless other numbers of the key are absurd.
        let string = header(0x04, der.len())?;
        let inside = PKCS8_HEAD.len().saturating_add(string.len()).saturating_add(der.len());
        Ok(Self { pkcs8: Zeroizing::new([&header(0x30, inside)?, &PKCS8_HEAD[..], &string, der].concat()) })
    }

    /// The key ready for use, and its bytes.
    pub(super) fn into_signing_key(self) -> Result<(SigningKey, Zeroizing<Vec<u8>>), Error> {
        let key = SigningKey::from_pkcs8(self.pkcs8.to_vec())?;
        Ok((key, self.pkcs8))
    }
}

fn bits(number: &[u8]) -> usize {
    let first = number.first().map_or(0, |first| usize::try_from(first.leading_zeros()).unwrap_or_default());
    number.len().saturating_mul(8).saturating_sub(first)
}

/// The tag and the length of an element in DER whose content has more than 255 bytes.
fn header(tag: u8, length: usize) -> Result<[u8; 4], Malformed> {
    let [high, low] = u16::try_from(length).map_err(|_| Malformed)?.to_be_bytes();
    if high == 0 { Err(Malformed) } else { Ok([tag, 0x82, high, low]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic;

    #[test]
    fn a_key_comes_out_as_openssl_writes_it() {
        let expected = synthetic::der(synthetic::SENDER_KEY);
        let pkcs1 = synthetic::der(synthetic::key_files::pkcs1());
        for key in [PrivateKey::from_pkcs1(&pkcs1), PrivateKey::from_info(&Element::parse(&expected).unwrap())] {
            assert_eq!(*key.unwrap().pkcs8, *expected);
        }
    }

    #[test]
    fn bits_are_counted_from_the_first_that_is_set() {
        assert_eq!(bits(&[]), 0);
        assert_eq!(bits(&[1]), 1);
        assert_eq!(bits(&[0x80, 0]), 16);
    }
}
