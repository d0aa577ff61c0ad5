//! Opening a file of keys and certificates of any format.

use super::found::{Found, FoundKey, Unreadable};
use super::key_derivation::Rounds;
use super::key_entry::KeyEntry;
use super::password::Password;
use super::private_key::{self, PrivateKey};
use super::{java_keystore, pkcs12};
use crate::ber::Element;
use crate::error::{Error, ErrorKind, Place};
use crate::file::{self, Piece, PieceKind};

/// The formats that a caller wants to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Any,
    Pkcs12,
    Pem,
    /// One key that is not encrypted.
    DerKey,
    /// JKS, JCEKS or PKCS#12.
    JavaKeystore,
}

impl Format {
    fn expected(self) -> &'static str {
        match self {
            Self::Any => "a file of keys and certificates",
            Self::Pkcs12 => "a PKCS#12 file",
            Self::Pem => "PEM text with a private key and certificates",
            Self::DerKey => "a private key in DER (PKCS#8 or PKCS#1)",
            Self::JavaKeystore => "a Java key store",
        }
    }

    /// What is wrong with a piece of another format.
    fn check(self, piece: &Piece) -> Result<(), Error> {
        let found = match (self, piece.kind, piece.place) {
            (Self::Any, ..)
            | (Self::Pkcs12, PieceKind::Pkcs12, _)
            | (Self::JavaKeystore, PieceKind::Pkcs12 | PieceKind::JavaKeystore, _)
            | (Self::Pem, _, Place::PemBlock(_))
            | (Self::DerKey, PieceKind::PrivateKey | PieceKind::RsaPrivateKey, Place::Whole) => return Ok(()),
            (_, PieceKind::Mistaken(found) | PieceKind::Beside(found), _) => found,
            (_, PieceKind::JavaKeystore, _) => "a Java key store; read it with Identity::from_java_keystore",
            (_, PieceKind::Pkcs12, _) => "a PKCS#12 file; read it with Identity::from_pkcs12",
            (Self::DerKey, PieceKind::EllipticPrivateKey, _) => "a key of another kind than RSA",
            (Self::DerKey, _, Place::Whole | Place::Entry(_)) => {
                "something else; read other files with Identity::from_bytes"
            }
            (_, _, Place::PemBlock(_)) => "PEM text; read it with Identity::from_pem",
            _ => "a single key or certificates in DER; read them with Identity::from_der",
        };
        Err(ErrorKind::OtherFile { expected: self.expected(), found }.into())
    }
}

/// Opens a file. Stores are opened with the password of `entry`'s key too.
pub(super) fn open(file: &[u8], format: Format, password: Option<&str>, entry: &KeyEntry<'_>) -> Result<Found, Error> {
    // A password that was not given is missing, not wrong.
    let blame = |fault: Error| match password {
        None if fault.is_wrong_password() => ErrorKind::NoPassword.into(),
        _ => fault,
    };
    let mut found = read(file, format, password, entry).map_err(blame)?;
    for found in &mut found.keys {
        let key = std::mem::replace(&mut found.key, Err(ErrorKind::NoPassword.into()));
        found.key = key.map_err(blame);
    }
    Ok(found)
}

fn read(file: &[u8], format: Format, password: Option<&str>, entry: &KeyEntry<'_>) -> Result<Found, Error> {
    let (mut found, mut rounds, mut beside) = (Found::default(), Rounds::new(), "nothing");
    for piece in file::pieces(file, format.expected())? {
        format.check(&piece)?;
        let Piece { place, kind, bytes } = piece;
        let store_password = password.unwrap_or_default();
        let key = match kind {
            PieceKind::Certificate => {
                found.add_certificate(place, bytes.to_vec(), None);
                continue;
            }
            PieceKind::Pkcs12 => {
                found.append(pkcs12::read(&bytes, store_password, entry.own_password(), &mut rounds)?);
                continue;
            }
            PieceKind::JavaKeystore => {
                found.append(java_keystore::read(&bytes, store_password, entry)?);
                continue;
            }
            PieceKind::Beside(what) => {
                beside = what;
                found.leave_out(place, what);
                continue;
            }
            PieceKind::Mistaken(what) => {
                beside = what;
                found.instead_of_key = Some(what);
                let reason = ErrorKind::Certificate { place, found: what }.into();
                found.unreadable.push(Unreadable { place, reason, key: None });
                continue;
            }
            PieceKind::PrivateKey => parse(&bytes).and_then(|info| PrivateKey::from_info(&info)),
            PieceKind::RsaPrivateKey => PrivateKey::from_pkcs1(&bytes),
            PieceKind::EncryptedPrivateKey => parse(&bytes).and_then(|info| encrypted(&info, password, &mut rounds)),
            PieceKind::EllipticPrivateKey => Err(ErrorKind::algorithm(private_key::ELLIPTIC_CURVE)),
            PieceKind::OldEncryption => Err(ErrorKind::OldEncryption.into()),
        };
        found.keys.push(FoundKey { place, key, alias: None, id: None });
    }
    match found.keys.is_empty() && found.certificates.is_empty() {
        // Stores may be empty; their keys and certificates are missed later.
        true if !found.unreadable.is_empty() || beside != "nothing" => {
            Err(ErrorKind::OtherFile { expected: format.expected(), found: beside }.into())
        }
        _ => Ok(found),
    }
}

fn parse(bytes: &[u8]) -> Result<Element<'_>, Error> {
    Ok(Element::parse(bytes)?)
}

fn encrypted(info: &Element<'_>, password: Option<&str>, rounds: &mut Rounds) -> Result<PrivateKey, Error> {
    let password = Password::new(password.ok_or(ErrorKind::NoPassword)?);
    PrivateKey::from_encrypted_info(info, password, rounds)
}
