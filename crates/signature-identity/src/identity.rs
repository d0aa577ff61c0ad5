//! An enterprise certificate with its chain and its key, from the files that they come in.
//!
//! | file | made by | read with |
//! | --- | --- | --- |
//! | PKCS#12 (`.p12`, `.pfx`) | Buypass and Commfides, Windows, OpenSSL, `keytool` | [`Identity::from_pkcs12`] |
//! | PEM, PKCS#7 beside a key | OpenSSL, Windows | [`Identity::from_pem`] |
//! | JKS and JCEKS (`.jks`, `.jceks`) | `keytool` | [`Identity::from_java_keystore`] |
//! | any of them, recognized by its content | | [`Identity::from_bytes`] |
//! | a folder of any of them | | [`Identity::find`] |
//!
//! One file serves both uses of the certificate: signing packages, and identifying the organization in TLS.
//!
//! ```
//! use signature_identity::Identity;
//!
//! # let file = signature_fixtures::file("identities/key-files/keytool.p12").unwrap_or_default();
//! let identity = Identity::from_pkcs12(file, "synthetic")?;
//! assert_eq!(identity.chain().leaf().organization_number().map(String::from).as_deref(), Some("123456789"));
//! # Ok::<(), signature_identity::Error>(())
//! ```
//!
//! Text is read in UTF-8 and UTF-16, binary files in base64 too, and a certificate in the file that cannot be read or is
//! not of the chain is left out and listed ([`Identity::left_out`]). The error for other files says what they are.
//!
//! Files are arguments: nothing here opens them. Each is bounded in size ([`Identity::MAX_FILE_BYTES`]), in depth, and
//! in the work that its password may cost ([`Identity::MAX_ROUNDS`]). Keys are wiped from memory.
//!
//! Not here: whether the certificate may sign packages (`signature-asice`), and whether it is trusted
//! ([`check_path`](crate::check_path)).

mod encryption;
mod found;
mod java_keystore;
mod key_derivation;
mod key_entry;
mod key_file;
mod left_out;
mod password;
mod pkcs12;
mod private_key;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use signature_model::{OrganizationNumber, Timestamp};
use zeroize::Zeroizing;

use crate::certificate::Thumbprint;
use crate::error::{Error, ErrorKind, Place, UnreadFile};
use crate::{Certificate, CertificateChain, SigningKey, file};
use found::{Chosen, Found, FoundCertificate};
use key_derivation::Rounds;
use key_file::Format;

pub use key_entry::KeyEntry;
pub use left_out::LeftOut;

/// A certificate with the issuers that the file has, and the certificate's key.
///
/// Clones share what they have. `Debug` shows fingerprints and the size of the key only.
#[derive(Clone)]
pub struct Identity(Arc<Parts>);

struct Parts {
    chain: CertificateChain,
    key: SigningKey,
    pkcs8: Zeroizing<Vec<u8>>,
    left_out: Vec<LeftOut>,
}

impl Identity {
    /// The most bytes a key file may have: 1 MiB. Real ones have some thousands.
    pub const MAX_FILE_BYTES: usize = file::MAX_FILE_BYTES;

    /// The most rounds of key derivation that one file may ask for, over all of its parts: 3 million, a few seconds.
    /// Real files ask for 2048 (OpenSSL) to 200 000 (JCEKS) for each of up to three parts; current advice is 600 000.
    pub const MAX_ROUNDS: u32 = Rounds::MAX;

    /// Reads a key file of any format: PKCS#12, PEM, or a Java key store, recognized by its content.
    ///
    /// ```
    /// use signature_identity::Identity;
    ///
    /// # let file = signature_fixtures::file("identities/key-files/keytool.jks").unwrap_or_default();
    /// let identity = Identity::from_bytes(file, Some("synthetic"))?;
    /// assert_eq!(identity.organization_number().map(String::from).as_deref(), Some("123456789"));
    /// # Ok::<(), signature_identity::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the password is wrong or missing, or the file is broken, of another kind, or does not have exactly one
    /// key, with its certificate. A key with a password of its own ([`ErrorKind::WrongKeyPassword`]) is read with
    /// [`from_java_keystore`](Self::from_java_keystore) and a [`KeyEntry`].
    pub fn from_bytes(file: impl AsRef<[u8]>, password: Option<&str>) -> Result<Self, Error> {
        Self::read(file.as_ref(), Format::Any, password, &KeyEntry::only())
    }

    /// Takes certificates in DER, in any order, and the private key of one of them in DER (PKCS#8 or PKCS#1).
    ///
    /// # Errors
    /// [`Error`] if a part is unreadable or in another form, or the key belongs to none of the certificates.
    pub fn from_der<C: AsRef<[u8]>>(certificates: impl IntoIterator<Item = C>, key: &[u8]) -> Result<Self, Error> {
        let mut all = key_file::open(key, Format::DerKey, None, &KeyEntry::only())?;
        for (index, der) in certificates.into_iter().enumerate() {
            let place = Place::Entry(index);
            let certificate = Certificate::from_der_at(place, Bytes::copy_from_slice(der.as_ref()))?;
            all.certificates.push(FoundCertificate { place, certificate, key: None });
        }
        all.choose(&KeyEntry::only()).map(Self::from)
    }

    /// Reads a PKCS#12 file with one private key.
    ///
    /// Certificates may be in any order, and others than those of the chain are left out. Files of all common programs are
    /// read, old (triple DES, RC2) and new (PBES2 with AES, PBMAC1), in DER or BER. If there are several keys, choose
    /// with [`find`](Self::find) or, by alias, with [`from_java_keystore`](Self::from_java_keystore), which reads
    /// PKCS#12 too. An empty password is also tried as none. A file that is protected by nothing opens with any password.
    ///
    /// # Errors
    /// [`Error`] if the password is wrong, or the file is broken or does not have exactly one key, with its certificate.
    pub fn from_pkcs12(file: impl AsRef<[u8]>, password: &str) -> Result<Self, Error> {
        Self::read(file.as_ref(), Format::Pkcs12, Some(password), &KeyEntry::only())
    }

    /// Reads PEM text with a private key and certificates, in any order.
    ///
    /// The key is one of `PRIVATE KEY`, `RSA PRIVATE KEY` and, with its password, `ENCRYPTED PRIVATE KEY`. A password that
    /// is not needed is not used. Certificates may be in a `PKCS7` block. Line ends may be escaped, as they are in JSON
    /// and environment variables (`\n`).
    ///
    /// # Errors
    /// [`Error`] as for [`from_pkcs12`](Self::from_pkcs12), and [`ErrorKind::OldEncryption`] for a key that OpenSSL
    /// encrypted in the way before PKCS#8 (`Proc-Type: 4,ENCRYPTED`): `openssl pkcs8 -topk8` converts it.
    pub fn from_pem(text: impl AsRef<[u8]>, password: Option<&str>) -> Result<Self, Error> {
        Self::read(text.as_ref(), Format::Pem, password, &KeyEntry::only())
    }

    /// Reads a Java key store: JKS, JCEKS, or PKCS#12, which is what `keytool` has written since Java 9, also into files named `.jks`.
    ///
    /// # Errors
    /// [`Error`] if a password is wrong, the file is broken, or it does not have that key with its certificate.
    pub fn from_java_keystore(
        file: impl AsRef<[u8]>,
        store_password: &str,
        entry: &KeyEntry<'_>,
    ) -> Result<Self, Error> {
        Self::read(file.as_ref(), Format::JavaKeystore, Some(store_password), entry)
    }

    fn read(file: &[u8], format: Format, password: Option<&str>, entry: &KeyEntry<'_>) -> Result<Self, Error> {
        key_file::open(file, format, password, entry)?.choose(entry).map(Self::from)
    }

    /// Finds the identity with the given thumbprint of its certificate among files with their names: key files of any
    /// format, and files of certificates or of keys alone, which may be needed together.
    ///
    /// All files that are encrypted must have the same password. What cannot be read does no harm, and the error names it
    /// if nothing is found. A folder is read in three lines:
    ///
    /// ```no_run
    /// use std::{fs, io};
    ///
    /// use signature_identity::{Error, Identity, Thumbprint};
    ///
    /// fn from_folder(thumbprint: &Thumbprint) -> io::Result<Result<Identity, Error>> {
    /// #     let password = "an invented password";
    ///     let paths = fs::read_dir("keys")?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    ///     let files = paths.iter().filter(|path| path.is_file());
    ///     let files = files.map(|path| Ok((path.display(), fs::read(path)?))).collect::<io::Result<Vec<_>>>()?;
    ///     Ok(Identity::find(files, Some(password), thumbprint))
    /// }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] if no file has the certificate, or none has its key; [`Error::unread`] lists what could
    /// not be read.
    pub fn find<N: ToString, B: AsRef<[u8]>>(
        files: impl IntoIterator<Item = (N, B)>,
        password: Option<&str>,
        thumbprint: &Thumbprint,
    ) -> Result<Self, Error> {
        let (mut all, mut unread) = (Found::default(), Vec::new());
        for (name, file) in files {
            let reasons = match key_file::open(file.as_ref(), Format::Any, password, &KeyEntry::only()) {
                Ok(found) => all.add(found),
                Err(reason) => vec![reason],
            };
            unread.extend(reasons.into_iter().map(|reason| UnreadFile::new(name.to_string(), reason)));
        }
        let certificates = all.certificates.len();
        let leaf = all.certificates.iter().find(|other| thumbprint.is_of(&other.certificate));
        let leaf = leaf.map(|other| other.certificate.clone());
        let has_certificate = leaf.is_some();
        let chosen = leaf.and_then(|leaf| all.choose_key_of(leaf));
        chosen.map(Self::from).ok_or_else(|| ErrorKind::NotFound { has_certificate, certificates, unread }.into())
    }

    /// The certificates, the key's own first.
    pub fn chain(&self) -> &CertificateChain {
        &self.0.chain
    }

    /// The key's own certificate, the first of the [`chain`](Self::chain).
    pub fn certificate(&self) -> &Certificate {
        self.0.chain.leaf()
    }

    /// The key, for signing packages.
    pub fn signing_key(&self) -> &SigningKey {
        &self.0.key
    }

    /// The organization that the certificate was issued to; `None` if it is not an enterprise certificate.
    pub fn organization_number(&self) -> Option<OrganizationNumber> {
        self.certificate().organization_number()
    }

    /// What the file has besides the identity, in its order: keys and certificates that cannot be read, certificates that
    /// do not belong to the chain, revocation lists and parameters. Empty for most files.
    ///
    /// Empty after [`find`](Self::find) too, whose files may have anything.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.0.left_out
    }

    /// Whether the certificate is valid at `now`.
    ///
    /// # Errors
    /// [`Error`] if it has expired or is not valid yet.
    pub fn check_validity(&self, now: Timestamp) -> Result<(), Error> {
        self.certificate().check_validity(now)
    }

    /// The private key, PKCS#8 in DER, for those who write a transport and must hand it to a TLS library.
    ///
    /// No other caller needs it. The bytes are wiped when the last clone is dropped; wipe your copies too.
    pub fn private_key_for_tls(&self) -> &[u8] {
        &self.0.pkcs8
    }
}

impl From<Chosen> for Identity {
    fn from(Chosen { chain, key, pkcs8, left_out }: Chosen) -> Self {
        Self(Parts { chain, key, pkcs8, left_out }.into())
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("chain", self.chain()).field("key", self.signing_key()).finish_non_exhaustive()
    }
}
