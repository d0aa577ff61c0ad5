//! Java's own key stores: JKS, and JCEKS, which differs from it in how keys are encrypted.
//!
//! Both are a list of entries and a digest over it and the password. The keys that JCEKS calls secret are Java objects
//! without a length, and so cannot even be skipped.
//!
//! Source: OpenJDK 17 (`JavaKeyStore`, `JceKeyStore`, and the `KeyProtector` of each), checked against its files

use aws_lc_rs::constant_time::verify_slices_are_equal;
use der::oid::ObjectIdentifier;
use md5::{Digest as _, Md5};
use sha1::Sha1;
use zeroize::Zeroizing;

use super::InvalidIdentity;
use super::encryption::Cipher;
use super::key_derivation::Rounds;
use super::key_entry::KeyEntry;
use super::key_file::{FoundCertificate, FoundKey, KeyFile};
use super::password::Password;
use super::private_key::PrivateKey;
use crate::Certificate;
use crate::ber::{Element, Malformed};

const JKS: [u8; 4] = [0xfe, 0xed, 0xfe, 0xed];
const JCEKS: [u8; 4] = [0xce, 0xce, 0xce, 0xce];

/// What is digested between the password and the file.
const SEASONING: &[u8] = b"Mighty Aphrodite";
const DIGEST_LEN: usize = 20;

const BROKEN: InvalidIdentity = InvalidIdentity::Malformed { expected: "a complete Java key store" };

const SUN_PROTECTOR: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.42.2.17.1.1");
const PBE_MD5_3DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.42.2.19.1");

/// Whether `file` begins as one of the two.
pub(super) fn is_java_keystore(file: &[u8]) -> bool {
    file.starts_with(&JKS) || file.starts_with(&JCEKS)
}

/// A key that is still encrypted.
struct ProtectedKey<'a> {
    alias: String,
    id: [u8; 4],
    protected: &'a [u8],
}

/// Opens a store and the key that `entry` names, or every key if it names none.
pub(super) fn read(file: &[u8], password: &str, entry: &KeyEntry<'_>) -> Result<KeyFile, InvalidIdentity> {
    let (content, digest) = file.split_last_chunk::<DIGEST_LEN>().ok_or(BROKEN)?;
    let mut hash = Sha1::new_with_prefix(&*Password::new(password).utf16());
    hash.update(SEASONING);
    hash.update(content);
    verify_slices_are_equal(&hash.finalize(), digest).map_err(|_| InvalidIdentity::WrongPassword)?;

    let mut input = Input(content);
    let _magic = input.take(4)?;
    let version = input.number()?;
    let count = input.number()?;
    let (mut keys, mut certificates) = (Vec::new(), Vec::new());
    for index in 0..count {
        let kind = input.number()?;
        let alias = input.text()?;
        let _created = input.take(8)?;
        match kind {
            1 => {
                let id = index.to_be_bytes();
                keys.push(ProtectedKey { alias, id, protected: input.bytes()? });
                for position in 0..input.number()? {
                    // The first of the chain is the key's.
                    let key = (position == 0).then(|| id.to_vec());
                    certificates.push(FoundCertificate { certificate: input.certificate(version)?, key });
                }
            }
            2 => certificates.push(FoundCertificate { certificate: input.certificate(version)?, key: None }),
            3 => return Err(InvalidIdentity::SecretKey),
            _ => return Err(BROKEN),
        }
    }
    if !input.0.is_empty() {
        return Err(BROKEN);
    }
    if entry.has_alias() {
        keys = vec![entry.choose(keys, |key| Some(&key.alias))?];
    }
    let key_password = Password::new(entry.own_password().unwrap_or(password));
    let mut rounds = Rounds::new();
    let keys = keys.into_iter().map(|ProtectedKey { alias, id, protected }| {
        let key = private_key(protected, key_password, &mut rounds);
        FoundKey { key, alias: Some(alias), id: Some(id.to_vec()) }
    });
    Ok(KeyFile { keys: keys.collect(), certificates })
}

/// What a store is made of.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], InvalidIdentity> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(BROKEN)?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32, InvalidIdentity> {
        let (bytes, rest) = self.0.split_first_chunk::<4>().ok_or(BROKEN)?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*bytes))
    }

    fn bytes(&mut self) -> Result<&'a [u8], InvalidIdentity> {
        let length = self.number()?;
        self.take(usize::try_from(length).map_err(|_| BROKEN)?)
    }

    /// Java spells characters beyond the first 65536 in a way of its own; those are replaced.
    fn text(&mut self) -> Result<String, InvalidIdentity> {
        let (length, rest) = self.0.split_first_chunk::<2>().ok_or(BROKEN)?;
        self.0 = rest;
        Ok(String::from_utf8_lossy(self.take(usize::from(u16::from_be_bytes(*length)))?).into_owned())
    }

    /// From version 2 on a store says of what kind each certificate is.
    fn certificate(&mut self, version: u32) -> Result<Certificate, InvalidIdentity> {
        if version != 1 && self.text()? != "X.509" {
            return Err(BROKEN);
        }
        Certificate::from_der(self.bytes()?.to_vec()).map_err(InvalidIdentity::certificate)
    }
}

fn private_key(protected: &[u8], password: Password<'_>, rounds: &mut Rounds) -> Result<PrivateKey, InvalidIdentity> {
    let info = Element::parse(protected)?;
    let [algorithm, ciphertext] = info.sequence()? else { return Err(Malformed.into()) };
    let [name, parameters @ ..] = algorithm.sequence()? else { return Err(Malformed.into()) };
    let ciphertext = ciphertext.octets()?;
    let plain = match name.oid()? {
        SUN_PROTECTOR => sun_protector(&ciphertext, password),
        PBE_MD5_3DES => pbe_md5_3des(parameters, &ciphertext, password, rounds),
        other => Err(InvalidIdentity::algorithm(other)),
    }?;
    let info = Element::parse(&plain).map_err(|_| InvalidIdentity::WrongKeyPassword)?;
    PrivateKey::from_info(&info)
}

/// The cipher of JKS: a stream of digests, each over the password and the one before, and a digest over the key.
fn sun_protector(protected: &[u8], password: Password<'_>) -> Result<Zeroizing<Vec<u8>>, InvalidIdentity> {
    let (salt, rest) = protected.split_first_chunk::<DIGEST_LEN>().ok_or(BROKEN)?;
    let (encrypted, digest) = rest.split_last_chunk::<DIGEST_LEN>().ok_or(BROKEN)?;
    let password = password.utf16();
    let mut plain = Zeroizing::new(encrypted.to_vec());
    let mut stream = *salt;
    for part in plain.chunks_mut(DIGEST_LEN) {
        stream = Sha1::new_with_prefix(&*password).chain_update(stream).finalize().into();
        part.iter_mut().zip(stream).for_each(|(byte, other)| *byte ^= other);
    }
    let actual = Sha1::new_with_prefix(&*password).chain_update(&*plain).finalize();
    verify_slices_are_equal(&actual, digest).map_err(|_| InvalidIdentity::WrongKeyPassword)?;
    Ok(plain)
}

/// The cipher of JCEKS: triple DES, under a key of MD5 over each half of the salt.
fn pbe_md5_3des(
    parameters: &[Element<'_>],
    ciphertext: &[u8],
    password: Password<'_>,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, InvalidIdentity> {
    let [parameters] = parameters else { return Err(Malformed.into()) };
    let [salt, count] = parameters.sequence()? else { return Err(Malformed.into()) };
    let salt = <[u8; 8]>::try_from(&**salt.octets()?).map_err(|_| Malformed)?;
    let count = rounds.take(count, 2)?;
    // Java treats a salt with equal halves in another way. One in four thousand million has them.
    let (first, second) = salt.split_at(4);
    let mut derived = Zeroizing::new(Vec::with_capacity(32));
    for half in [first, second] {
        let mut hashed = Zeroizing::new(half.to_vec());
        for _ in 0..count {
            hashed = Zeroizing::new(Md5::new_with_prefix(&*hashed).chain_update(password.utf8()).finalize().to_vec());
        }
        derived.extend_from_slice(&hashed);
    }
    let (key, iv) = derived.split_at_checked(24).ok_or(Malformed)?;
    Cipher::TripleDes.decrypt(key, iv, ciphertext).map_err(|error| match error {
        InvalidIdentity::WrongPassword => InvalidIdentity::WrongKeyPassword,
        error => error,
    })
}
