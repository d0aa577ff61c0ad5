//! From a password to keys, with as many rounds as a file asks for and [`Rounds`] allows.

use std::iter;

use aws_lc_rs::{digest, hmac};
use md5::{Digest as _, Md5};
use zeroize::Zeroizing;

use crate::ber::{Element, Malformed};
use crate::error::{Error, ErrorKind};

/// The rounds that are left for one file, so that no file keeps the processor busy for long.
pub(super) struct Rounds {
    left: u32,
}

impl Rounds {
    /// The most rounds for a whole file. Each costs a hash or two.
    pub(super) const MAX: u32 = 3_000_000;

    pub(super) fn new() -> Self {
        Self { left: Self::MAX }
    }

    /// Takes the rounds that `count` asks for, each done `times`, and says how many they are.
    pub(super) fn take(&mut self, count: &Element<'_>, times: usize) -> Result<u32, Error> {
        self.take_number(count.count()?, times)
    }

    pub(super) fn take_number(&mut self, count: u64, times: usize) -> Result<u32, Error> {
        if count == 0 {
            return Err(Malformed.into());
        }
        let asked = u64::try_from(times).unwrap_or(u64::MAX).saturating_mul(count);
        let too_many = || Error::from(ErrorKind::Rounds { max: Self::MAX, found: asked });
        let Ok(number) = u32::try_from(count) else { return Err(too_many()) };
        let cost = u32::try_from(times).ok().and_then(|times| number.checked_mul(times));
        match cost.and_then(|cost| self.left.checked_sub(cost)) {
            Some(left) => self.left = left,
            None => return Err(too_many()),
        }
        Ok(number)
    }
}

/// What is derived by the method of PKCS#12.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    InitialVector = 2,
    Mac = 3,
}

/// The method of PKCS#12. `password` is a string of [`bmp_string`](super::password::Password::bmp_string).
///
/// Source: `RFC 7292 §B.2`
pub(super) fn pkcs12(
    hash: &'static digest::Algorithm,
    purpose: Purpose,
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let block = hash.block_len();
    let filled =
        |bytes: &[u8]| -> Vec<u8> { bytes.iter().copied().cycle().take(bytes.len().next_multiple_of(block)).collect() };
    let salt = filled(salt);
    let mut input = Zeroizing::new(Vec::with_capacity(
        block.saturating_add(salt.len()).saturating_add(password.len().next_multiple_of(block)),
    ));
    input.extend(iter::repeat_n(purpose as u8, block));
    input.extend(salt);
    input.extend(Zeroizing::new(filled(password)).iter());

    let mut derived = Zeroizing::new(Vec::with_capacity(length.next_multiple_of(hash.output_len())));
    while derived.len() < length {
        let mut hashed = digest::digest(hash, &input);
        for _ in 1..rounds {
            hashed = digest::digest(hash, hashed.as_ref());
        }
        derived.extend_from_slice(hashed.as_ref());
        let addend: Zeroizing<Vec<u8>> = Zeroizing::new(hashed.as_ref().iter().copied().cycle().take(block).collect());
        for part in input.chunks_exact_mut(block).skip(1) {
            add_with_one(part, &addend);
        }
    }
    derived.truncate(length);
    derived
}

/// `number + addend + 1`, both with the high byte first and of one length; a carry beyond it is lost.
fn add_with_one(number: &mut [u8], addend: &[u8]) {
    let mut carry = true;
    for (byte, other) in number.iter_mut().zip(addend).rev() {
        let (sum, first) = byte.overflowing_add(*other);
        let (sum, second) = sum.overflowing_add(u8::from(carry));
        *byte = sum;
        carry = first || second;
    }
}

/// How often [`pbkdf2`] does its rounds.
pub(super) fn pbkdf2_blocks(prf: hmac::Algorithm, length: usize) -> usize {
    length.div_ceil(prf.digest_algorithm().output_len())
}

/// PBKDF2. The backend has it too, but not with SHA-224.
///
/// Source: `RFC 8018 §5.2`
pub(super) fn pbkdf2(
    prf: hmac::Algorithm,
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let key = hmac::Key::new(prf, password);
    let output = prf.digest_algorithm().output_len();
    let mut derived = Zeroizing::new(Vec::with_capacity(length.next_multiple_of(output)));
    for index in 1_u32.. {
        if derived.len() >= length {
            break;
        }
        let mut context = hmac::Context::with_key(&key);
        context.update(salt);
        context.update(&index.to_be_bytes());
        let mut mac = context.sign();
        let mut block = Zeroizing::new(mac.as_ref().to_vec());
        for _ in 1..rounds {
            mac = hmac::sign(&key, mac.as_ref());
            block.iter_mut().zip(mac.as_ref()).for_each(|(byte, other)| *byte ^= other);
        }
        derived.extend_from_slice(&block);
    }
    derived.truncate(length);
    derived
}

/// The hash under [`pbkdf1`].
#[derive(Clone, Copy)]
pub(super) enum Pbkdf1Hash {
    Md5,
    Sha1,
}

/// The first 16 bytes of PBKDF1; its users need no more.
///
/// Source: `RFC 8018 §5.1`
pub(super) fn pbkdf1(hash: Pbkdf1Hash, password: &[u8], salt: &[u8], rounds: u32) -> Zeroizing<Vec<u8>> {
    let mut derived = Zeroizing::new([password, salt].concat());
    for _ in 0..rounds {
        derived = Zeroizing::new(match hash {
            Pbkdf1Hash::Md5 => Md5::digest(&*derived).to_vec(),
            Pbkdf1Hash::Sha1 => digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &derived).as_ref().to_vec(),
        });
    }
    derived.truncate(16);
    derived
}
