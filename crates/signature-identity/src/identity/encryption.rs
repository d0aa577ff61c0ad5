//! Opening what is encrypted with a password, by the schemes that key files name in an `AlgorithmIdentifier`.
//!
//! Not here: the schemes of Java's own key stores (`java_keystore`).

use aws_lc_rs::cipher::{self, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::{digest, hmac};
use der::oid::ObjectIdentifier;
use rc2::Rc2;
use rc2::cipher::{Array, BlockCipherDecrypt as _};
use zeroize::Zeroizing;

use super::key_derivation::{self, Pbkdf1Hash, Purpose, Rounds};
use super::password::Password;
use crate::ber::{Element, Malformed};
use crate::error::{Error, ErrorKind};

/// A cipher in CBC mode with the padding of PKCS#7.
#[derive(Clone, Copy)]
pub(super) enum Cipher {
    Aes128,
    Aes192,
    Aes256,
    TripleDes,
    /// Triple DES whose third key is the first.
    DoubleDes,
    Des,
    /// With this number of effective bits, the same as the key's.
    Rc2 {
        bits: usize,
    },
}

/// Opens `ciphertext`, which must hold an ASN.1 sequence.
///
/// # Errors
/// [`ErrorKind::WrongPassword`] if the decrypted bytes are not an ASN.1 sequence; the algorithm's own errors.
pub(super) fn decrypt(
    algorithm: &Element<'_>,
    ciphertext: &[u8],
    password: Password<'_>,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let [scheme, parameters] = algorithm.sequence()? else { return Err(Malformed.into()) };
    let plain = match scheme.oid()? {
        PBES2 => pbes2(parameters, ciphertext, password, rounds),
        PBE_SHA1_3DES => pkcs12(Cipher::TripleDes, parameters, ciphertext, password, rounds),
        PBE_SHA1_2DES => pkcs12(Cipher::DoubleDes, parameters, ciphertext, password, rounds),
        PBE_SHA1_RC2_128 => pkcs12(Cipher::Rc2 { bits: 128 }, parameters, ciphertext, password, rounds),
        PBE_SHA1_RC2_40 => pkcs12(Cipher::Rc2 { bits: 40 }, parameters, ciphertext, password, rounds),
        PBE_MD5_DES => pkcs5(Pbkdf1Hash::Md5, parameters, ciphertext, password, rounds),
        PBE_SHA1_DES => pkcs5(Pbkdf1Hash::Sha1, parameters, ciphertext, password, rounds),
        other => Err(ErrorKind::algorithm(other)),
    }?;
    // A wrong password passes for the right padding once in 256 times, but not for a sequence too.
    match Element::parse(&plain) {
        Ok(element) if element.sequence().is_ok() => Ok(plain),
        Ok(_) | Err(Malformed) => Err(ErrorKind::WrongPassword.into()),
    }
}

/// Source: `RFC 7292 §C`
fn pkcs12(
    cipher: Cipher,
    parameters: &Element<'_>,
    ciphertext: &[u8],
    password: Password<'_>,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let [salt, count] = parameters.sequence()? else { return Err(Malformed.into()) };
    let (salt, password) = (salt.octets()?, password.bmp_string());
    let hash = &digest::SHA1_FOR_LEGACY_USE_ONLY;
    let times = cipher.key_len().div_ceil(hash.output_len()).saturating_add(1);
    let rounds = rounds.take(count, times)?;
    let derive = |purpose, length| key_derivation::pkcs12(hash, purpose, &password, &salt, rounds, length);
    let (key, iv) = (derive(Purpose::Key, cipher.key_len()), derive(Purpose::InitialVector, cipher.block_len()));
    cipher.decrypt(&key, &iv, ciphertext)
}

/// Source: `RFC 8018 §6.1.2`
fn pkcs5(
    hash: Pbkdf1Hash,
    parameters: &Element<'_>,
    ciphertext: &[u8],
    password: Password<'_>,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let [salt, count] = parameters.sequence()? else { return Err(Malformed.into()) };
    let derived = key_derivation::pbkdf1(hash, password.utf8(), &salt.octets()?, rounds.take(count, 1)?);
    let (key, iv) = derived.split_at_checked(8).ok_or(Malformed)?;
    Cipher::Des.decrypt(key, iv, ciphertext)
}

/// Source: `RFC 8018 §6.2.2, §A.4`
fn pbes2(
    parameters: &Element<'_>,
    ciphertext: &[u8],
    password: Password<'_>,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let [derivation, encryption] = parameters.sequence()? else { return Err(Malformed.into()) };
    let [cipher, iv] = encryption.sequence()? else { return Err(Malformed.into()) };
    let cipher = match cipher.oid()? {
        AES_128_CBC => Cipher::Aes128,
        AES_192_CBC => Cipher::Aes192,
        AES_256_CBC => Cipher::Aes256,
        DES_EDE3_CBC => Cipher::TripleDes,
        other => return Err(ErrorKind::algorithm(other)),
    };
    let derivation = Pbkdf2::read(derivation)?;
    if derivation.length.is_some_and(|length| usize::try_from(length) != Ok(cipher.key_len())) {
        return Err(Malformed.into());
    }
    let key = derivation.derive(password, cipher.key_len(), rounds)?;
    cipher.decrypt(&key, &iv.octets()?, ciphertext)
}

/// The parameters of PBKDF2.
pub(super) struct Pbkdf2<'a, 'b> {
    salt: Zeroizing<Vec<u8>>,
    count: &'b Element<'a>,
    /// The length of the key, if the file gives it.
    pub(super) length: Option<u64>,
    prf: hmac::Algorithm,
}

impl<'a, 'b> Pbkdf2<'a, 'b> {
    /// Source: `RFC 8018 §A.2`
    pub(super) fn read(derivation: &'b Element<'a>) -> Result<Self, Error> {
        let [method, parameters] = derivation.sequence()? else { return Err(Malformed.into()) };
        match method.oid()? {
            PBKDF2 => {}
            other => return Err(ErrorKind::algorithm(other)),
        }
        let [salt, count, rest @ ..] = parameters.sequence()? else { return Err(Malformed.into()) };
        let (length, prf) = match rest {
            [] => (None, None),
            [only] => only.count().map_or((None, Some(only)), |length| (Some(length), None)),
            [length, prf] => (Some(length.count()?), Some(prf)),
            _ => return Err(Malformed.into()),
        };
        let prf = prf.map_or(Ok(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY), hmac_algorithm)?;
        Ok(Self { salt: salt.octets()?, count, length, prf })
    }

    pub(super) fn derive(
        &self,
        password: Password<'_>,
        length: usize,
        rounds: &mut Rounds,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let rounds = rounds.take(self.count, key_derivation::pbkdf2_blocks(self.prf, length))?;
        Ok(key_derivation::pbkdf2(self.prf, password.utf8(), &self.salt, rounds, length))
    }
}

/// The HMAC that an `AlgorithmIdentifier` names.
pub(super) fn hmac_algorithm(algorithm: &Element<'_>) -> Result<hmac::Algorithm, Error> {
    let [name, ..] = algorithm.sequence()? else { return Err(Malformed.into()) };
    match name.oid()? {
        HMAC_SHA1 => Ok(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
        HMAC_SHA224 => Ok(hmac::HMAC_SHA224),
        HMAC_SHA256 => Ok(hmac::HMAC_SHA256),
        HMAC_SHA384 => Ok(hmac::HMAC_SHA384),
        HMAC_SHA512 => Ok(hmac::HMAC_SHA512),
        other => Err(ErrorKind::algorithm(other)),
    }
}

impl Cipher {
    fn key_len(self) -> usize {
        match self {
            Self::Des => 8,
            Self::Aes128 | Self::DoubleDes => 16,
            Self::Aes192 | Self::TripleDes => 24,
            Self::Aes256 => 32,
            Self::Rc2 { bits } => bits.div_ceil(8),
        }
    }

    fn block_len(self) -> usize {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
            Self::TripleDes | Self::DoubleDes | Self::Des | Self::Rc2 { .. } => 8,
        }
    }

    /// Decrypts, and removes the padding.
    ///
    /// # Errors
    /// [`ErrorKind::WrongPassword`] if there is no padding, or the key is one that the cipher never takes.
    pub(super) fn decrypt(self, key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut bytes = Zeroizing::new(ciphertext.to_vec());
        let length = match self {
            Self::Rc2 { bits } => rc2_cbc(bits, key, iv, &mut bytes)?,
            Self::Aes128 => with_backend(&cipher::AES_128, key, aes_iv(iv)?, &mut bytes)?,
            Self::Aes192 => with_backend(&cipher::AES_192, key, aes_iv(iv)?, &mut bytes)?,
            Self::Aes256 => with_backend(&cipher::AES_256, key, aes_iv(iv)?, &mut bytes)?,
            Self::TripleDes => with_backend(TRIPLE_DES, key, des_iv(iv)?, &mut bytes)?,
            Self::DoubleDes => with_backend(DOUBLE_DES, key, des_iv(iv)?, &mut bytes)?,
            Self::Des => with_backend(DES, key, des_iv(iv)?, &mut bytes)?,
        };
        bytes.truncate(length);
        Ok(bytes)
    }
}

fn aes_iv(iv: &[u8]) -> Result<DecryptionContext, Malformed> {
    let iv = <[u8; 16]>::try_from(iv).map_err(|_| Malformed)?;
    Ok(DecryptionContext::Iv128(iv.into()))
}

fn des_iv(iv: &[u8]) -> Result<DecryptionContext, Malformed> {
    let iv = <[u8; 8]>::try_from(iv).map_err(|_| Malformed)?;
    Ok(DecryptionContext::Iv64(iv.into()))
}

/// Decrypts in place and gives the length without the padding.
fn with_backend(
    algorithm: &'static cipher::Algorithm,
    key: &[u8],
    iv: DecryptionContext,
    bytes: &mut [u8],
) -> Result<usize, Error> {
    UnboundCipherKey::new(algorithm, key)
        .and_then(PaddedBlockDecryptingKey::cbc_pkcs7)
        .and_then(|key| key.decrypt(bytes, iv).map(|plain| plain.len()))
        .map_err(|_| ErrorKind::WrongPassword.into())
}

/// As [`with_backend`], which has no RC2.
fn rc2_cbc(bits: usize, key: &[u8], iv: &[u8], bytes: &mut [u8]) -> Result<usize, Error> {
    let mut previous = <[u8; 8]>::try_from(iv).map_err(|_| Malformed)?;
    let cipher = Rc2::new_with_eff_key_len(key, bits);
    let (blocks, []) = bytes.as_chunks_mut::<8>() else { return Err(ErrorKind::WrongPassword.into()) };
    for block in blocks {
        let encrypted = *block;
        let mut plain = Array(encrypted);
        cipher.decrypt_block(&mut plain);
        block.iter_mut().zip(plain.iter().zip(previous)).for_each(|(byte, (plain, before))| *byte = plain ^ before);
        previous = encrypted;
    }
    let padding = bytes.last().copied().filter(|last| (1..=8).contains(last)).ok_or(ErrorKind::WrongPassword)?;
    let length = bytes.len().saturating_sub(usize::from(padding));
    match bytes.get(length..) {
        Some(end) if end.iter().all(|byte| *byte == padding) => Ok(length),
        _ => Err(ErrorKind::WrongPassword.into()),
    }
}

#[expect(deprecated, reason = "old key files are encrypted with it, and are only read")]
const TRIPLE_DES: &cipher::Algorithm = &cipher::DES_EDE3_FOR_LEGACY_USE_ONLY;
#[expect(deprecated, reason = "old key files are encrypted with it, and are only read")]
const DOUBLE_DES: &cipher::Algorithm = &cipher::DES_EDE_FOR_LEGACY_USE_ONLY;
#[expect(deprecated, reason = "old key files are encrypted with it, and are only read")]
const DES: &cipher::Algorithm = &cipher::DES_FOR_LEGACY_USE_ONLY;

const PBE_SHA1_3DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.3");
const PBE_SHA1_2DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.4");
const PBE_SHA1_RC2_128: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.5");
const PBE_SHA1_RC2_40: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.6");
const PBE_MD5_DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.3");
const PBE_SHA1_DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.10");
const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
const PBKDF2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.12");
const HMAC_SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.7");
const HMAC_SHA224: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.8");
const HMAC_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.9");
const HMAC_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.10");
const HMAC_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.11");
const DES_EDE3_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.3.7");
const AES_128_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.2");
const AES_192_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.22");
const AES_256_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.42");
