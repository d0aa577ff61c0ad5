//! Java's own key stores: JKS, and JCEKS, which differs from it in how keys are encrypted.
//!
//! Both are a list of entries and a digest over it and the password. The keys that JCEKS calls secret are Java objects
//! without a length, so they cannot be skipped.
//!
//! Source: OpenJDK 17 (`JavaKeyStore`, `JceKeyStore`, and the `KeyProtector` of each), checked against its files

use aws_lc_rs::constant_time::verify_slices_are_equal;
use der::oid::ObjectIdentifier;
use md5::{Digest as _, Md5};
use sha1::Sha1;
use zeroize::Zeroizing;

use super::encryption::Cipher;
use super::found::{Found, FoundKey, Unreadable};
use super::key_derivation::Rounds;
use super::key_entry::KeyEntry;
use super::password::Password;
use super::private_key::PrivateKey;
use crate::ber::{Element, Malformed};
use crate::error::{Error, ErrorKind, Place};
use crate::file;

/// What is digested between the password and the file.
const JKS_SALT: &[u8] = b"Mighty Aphrodite";
const DIGEST_LEN: usize = 20;

const BROKEN: ErrorKind = ErrorKind::Damaged { expected: "a complete Java key store" };

const SUN_PROTECTOR: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.42.2.17.1.1");
const PBE_MD5_3DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.42.2.19.1");

/// An entry whose key, if it has one, is still encrypted.
struct Entry<'a> {
    /// The alias and the key.
    key: Option<(String, &'a [u8])>,
    certificates: Vec<StoredCertificate<'a>>,
}

struct StoredCertificate<'a> {
    is_x509: bool,
    der: &'a [u8],
}

/// Opens a store and the key that `entry` names, or every key if it names none.
pub(super) fn read(bytes: &[u8], password: &str, entry: &KeyEntry<'_>) -> Result<Found, Error> {
    let mut input = Input(bytes);
    let entries = entries(&mut input)?;
    let (digest, rest) = input.0.split_first_chunk::<DIGEST_LEN>().ok_or(BROKEN)?;
    if !rest.iter().all(file::is_padding) {
        return Err(BROKEN.into());
    }
    let mut hash = Sha1::new_with_prefix(&*Password::new(password).utf16());
    hash.update(JKS_SALT);
    hash.update(bytes.get(..bytes.len().saturating_sub(input.0.len())).ok_or(BROKEN)?);
    verify_slices_are_equal(&hash.finalize(), digest).map_err(|_| ErrorKind::WrongPassword)?;

    let (mut found, mut keys) = (Found::default(), Vec::new());
    for (index, Entry { key, certificates }) in entries.into_iter().enumerate() {
        let id = key.is_some().then(|| index.to_be_bytes().to_vec());
        keys.extend(key.map(|(alias, protected)| ProtectedKey { index, alias, protected }));
        for (position, StoredCertificate { is_x509, der }) in certificates.into_iter().enumerate() {
            // The first of the chain is the key's.
            let key = if position == 0 { id.clone() } else { None };
            let place = Place::Entry(index);
            match is_x509 {
                true => found.add_certificate(place, der.to_vec(), key),
                false => {
                    let reason = ErrorKind::Certificate { place, found: "a certificate of another type" }.into();
                    found.unreadable.push(Unreadable { place, reason, key });
                }
            }
        }
    }
    if entry.has_alias() {
        keys = vec![entry.choose(keys, |key| Some(&key.alias))?];
    }
    let key_password = Password::new(entry.own_password().unwrap_or(password));
    let mut rounds = Rounds::new();
    found.keys.extend(keys.into_iter().map(|ProtectedKey { index, alias, protected }| {
        let key = private_key(protected, key_password, &mut rounds);
        let (place, id) = (Place::Entry(index), index.to_be_bytes().to_vec());
        FoundKey { place, key, alias: Some(alias), id: Some(id) }
    }));
    Ok(found)
}

struct ProtectedKey<'a> {
    index: usize,
    alias: String,
    protected: &'a [u8],
}

/// Every entry, up to the digest.
fn entries<'a>(input: &mut Input<'a>) -> Result<Vec<Entry<'a>>, Error> {
    let _magic = input.take(4)?;
    let version = input.number()?;
    let mut entries = Vec::new();
    for _ in 0..input.number()? {
        let kind = input.number()?;
        let alias = input.text()?;
        let _created = input.take(8)?;
        entries.push(match kind {
            1 => {
                let key = Some((alias, input.bytes()?));
                let mut certificates = Vec::new();
                for _ in 0..input.number()? {
                    certificates.push(input.certificate(version)?);
                }
                Entry { key, certificates }
            }
            2 => Entry { key: None, certificates: vec![input.certificate(version)?] },
            3 => return Err(ErrorKind::SecretKey.into()),
            _ => return Err(BROKEN.into()),
        });
    }
    Ok(entries)
}

/// What is left to read of a store.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(BROKEN)?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32, Error> {
        let (bytes, rest) = self.0.split_first_chunk::<4>().ok_or(BROKEN)?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*bytes))
    }

    fn bytes(&mut self) -> Result<&'a [u8], Error> {
        let length = self.number()?;
        self.take(usize::try_from(length).map_err(|_| BROKEN)?)
    }

    /// Java encodes characters beyond the first 65536 differently from UTF-8; they are replaced.
    fn text(&mut self) -> Result<String, Error> {
        let (length, rest) = self.0.split_first_chunk::<2>().ok_or(BROKEN)?;
        self.0 = rest;
        Ok(String::from_utf8_lossy(self.take(usize::from(u16::from_be_bytes(*length)))?).into_owned())
    }

    /// From version 2 on, a store names the type of each certificate.
    fn certificate(&mut self, version: u32) -> Result<StoredCertificate<'a>, Error> {
        let is_x509 = version == 1 || self.text()? == "X.509";
        Ok(StoredCertificate { is_x509, der: self.bytes()? })
    }
}

fn private_key(protected: &[u8], password: Password<'_>, rounds: &mut Rounds) -> Result<PrivateKey, Error> {
    let info = Element::parse(protected)?;
    let [algorithm, ciphertext] = info.sequence()? else { return Err(Malformed.into()) };
    let [name, parameters @ ..] = algorithm.sequence()? else { return Err(Malformed.into()) };
    let ciphertext = ciphertext.octets()?;
    let plain = match name.oid()? {
        SUN_PROTECTOR => sun_protector(&ciphertext, password),
        PBE_MD5_3DES => pbe_md5_3des(parameters, &ciphertext, password, rounds),
        other => Err(ErrorKind::algorithm(other)),
    }?;
    let info = Element::parse(&plain).map_err(|_| ErrorKind::WrongKeyPassword)?;
    PrivateKey::from_info(&info)
}

/// The cipher of JKS: a stream of digests, each over the password and the one before, and a digest over the key.
fn sun_protector(protected: &[u8], password: Password<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
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
    verify_slices_are_equal(&actual, digest).map_err(|_| ErrorKind::WrongKeyPassword)?;
    Ok(plain)
}

/// The cipher of JCEKS: triple DES, under a key of MD5 over each half of the salt.
fn pbe_md5_3des(
    parameters: &[Element<'_>],
    ciphertext: &[u8],
    password: Password<'_>,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let [parameters] = parameters else { return Err(Malformed.into()) };
    let [salt, count] = parameters.sequence()? else { return Err(Malformed.into()) };
    let salt = <[u8; 8]>::try_from(&**salt.octets()?).map_err(|_| Malformed)?;
    let count = rounds.take(count, 2)?;
    // Java treats a salt with equal halves differently. One in four thousand million has them.
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
        error if error.is_wrong_password() => ErrorKind::WrongKeyPassword.into(),
        error => error,
    })
}
