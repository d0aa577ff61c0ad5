//! What files are made of.

use zeroize::Zeroizing;

use crate::error::Place;

/// A key, a certificate or a store of them.
pub(crate) struct Piece {
    pub(crate) place: Place,
    pub(crate) kind: PieceKind,
    /// Wiped when dropped, as it may be a key. Empty for what is only named.
    pub(crate) bytes: Zeroizing<Vec<u8>>,
}

/// What a piece is by its structure. Keys and certificates may still turn out to be unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PieceKind {
    Certificate,
    /// `PrivateKeyInfo`.
    PrivateKey,
    /// `RSAPrivateKey`.
    RsaPrivateKey,
    /// `EncryptedPrivateKeyInfo`.
    EncryptedPrivateKey,
    EllipticPrivateKey,
    OldEncryption,
    Pkcs12,
    JavaKeystore,
    /// Something that bundles may have beside certificates and that is not used here: what it is, in words.
    Beside(&'static str),
    /// Something that cannot be read, or that somebody may have taken for a certificate or a key: what it is, in words.
    Mistaken(&'static str),
}
