//! An enterprise certificate with its chain and its key, from the files that they come in.
//!
//! | file | made by | read with |
//! | --- | --- | --- |
//! | PKCS#12 (`.p12`, `.pfx`) | Buypass and Commfides, Windows, OpenSSL, `keytool` | [`Identity::from_pkcs12`] |
//! | PEM | OpenSSL | [`Identity::from_pem`] |
//! | JKS and JCEKS (`.jks`, `.jceks`) | `keytool` | [`Identity::from_java_keystore`] |
//! | any of them, told by its first bytes | | [`Identity::from_bytes`] |
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
//! # Ok::<(), signature_identity::InvalidIdentity>(())
//! ```
//!
//! Files are arguments, as nothing here reads any. Each is bounded in size ([`Identity::MAX_FILE_BYTES`]), in depth, and
//! in the work that its password may cost ([`Identity::MAX_ROUNDS`]). Keys are wiped from memory.
//!
//! Not here: whether the certificate may sign packages (`signature-asice`), and whether it is trusted
//! ([`check_path`](crate::check_path)).

mod encryption;
mod invalid_identity;
mod java_keystore;
mod key_derivation;
mod key_entry;
mod key_file;
mod not_found;
mod password;
mod pkcs12;
mod private_key;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use signature_model::{OrganizationNumber, Timestamp};
use zeroize::Zeroizing;

use crate::certificate::{OutsideValidity, Thumbprint};
use crate::{Certificate, CertificateChain, SigningKey};
use key_derivation::Rounds;
use key_file::KeyFile;

pub use invalid_identity::InvalidIdentity;
pub use key_entry::KeyEntry;
pub use not_found::{NotFound, UnreadFile};

/// A certificate, those above it as far as the file has them, and the certificate's key.
///
/// Clones share what they have. `Debug` shows fingerprints and the size of the key only.
#[derive(Clone)]
pub struct Identity(Arc<Parts>);

struct Parts {
    chain: CertificateChain,
    key: SigningKey,
    pkcs8: Zeroizing<Vec<u8>>,
}

impl Identity {
    /// The most bytes a key file may have: 1 MiB. Real ones have some thousands.
    pub const MAX_FILE_BYTES: usize = 1 << 20;

    /// The most rounds of key derivation that one file may ask for, over all of its parts: 3 million, a few seconds.
    /// Real files ask for 2048 (OpenSSL) to 200 000 (JCEKS) for each of up to three parts; current advice is 600 000.
    pub const MAX_ROUNDS: u32 = Rounds::MAX;

    /// Reads a key file of any format: PKCS#12, PEM, or a Java key store, told by its first bytes.
    ///
    /// ```
    /// use signature_identity::Identity;
    ///
    /// # let file = signature_fixtures::file("identities/key-files/keytool.jks").unwrap_or_default();
    /// let identity = Identity::from_bytes(file, Some("synthetic"))?;
    /// assert_eq!(identity.organization_number().map(String::from).as_deref(), Some("123456789"));
    /// # Ok::<(), signature_identity::InvalidIdentity>(())
    /// ```
    ///
    /// # Errors
    /// [`InvalidIdentity`] if the password is wrong or missing, or the file is broken, of another kind, or has not one key
    /// with its certificate.
    pub fn from_bytes(file: &[u8], password: Option<&str>) -> Result<Self, InvalidIdentity> {
        KeyFile::from_any(file, password)?.identity(&KeyEntry::only())
    }

    /// Takes certificates in DER, in any order, and the private key of one of them in DER (PKCS#8 or PKCS#1).
    ///
    /// # Errors
    /// [`InvalidIdentity`] if a part is unreadable, or none of the certificates is the key's.
    pub fn from_der<C: AsRef<[u8]>>(
        certificates: impl IntoIterator<Item = C>,
        key: &[u8],
    ) -> Result<Self, InvalidIdentity> {
        let mut all = KeyFile::from_any(key, None)?;
        for certificate in certificates {
            all.certificates.extend(KeyFile::from_any(certificate.as_ref(), None)?.certificates);
        }
        all.identity(&KeyEntry::only())
    }

    /// Reads a PKCS#12 file with one private key.
    ///
    /// Certificates may be in any order, and others than those of the chain are left out. Read are files of all common
    /// programs, old (triple DES, RC2) and new (PBES2 with AES, PBMAC1), in DER or BER. If there are several keys, choose
    /// with [`find`](Self::find) or, by alias, with [`from_java_keystore`](Self::from_java_keystore), which reads
    /// PKCS#12 too. An empty password is also tried as none. A file that is protected by nothing opens with any password.
    ///
    /// # Errors
    /// [`InvalidIdentity`] if the password is wrong, or the file is broken or has not one key with its certificate.
    pub fn from_pkcs12(file: &[u8], password: &str) -> Result<Self, InvalidIdentity> {
        key_file::check_size(file)?;
        pkcs12::read(file, password, None)?.identity(&KeyEntry::only())
    }

    /// Reads PEM text with a private key and certificates, all in any order.
    ///
    /// The key is one of `PRIVATE KEY`, `RSA PRIVATE KEY` and, with its password, `ENCRYPTED PRIVATE KEY`. A password that
    /// is not needed is not used.
    ///
    /// # Errors
    /// [`InvalidIdentity`] as for [`from_pkcs12`](Self::from_pkcs12), and [`InvalidIdentity::Pem`] for a key that OpenSSL
    /// encrypted in the way before PKCS#8 (`Proc-Type: 4,ENCRYPTED`): `openssl pkcs8 -topk8` converts it.
    pub fn from_pem(text: impl AsRef<[u8]>, password: Option<&str>) -> Result<Self, InvalidIdentity> {
        let text = text.as_ref();
        key_file::check_size(text)?;
        KeyFile::from_pem(&key_file::ascii(text), password)?.identity(&KeyEntry::only())
    }

    /// Reads a Java key store: JKS, JCEKS, or PKCS#12, which `keytool` has written since Java 9 whatever the file's name.
    ///
    /// # Errors
    /// [`InvalidIdentity`] if a password is wrong, the file is broken, or there is no such key with its certificate.
    pub fn from_java_keystore(
        file: &[u8],
        store_password: &str,
        entry: &KeyEntry<'_>,
    ) -> Result<Self, InvalidIdentity> {
        key_file::check_size(file)?;
        let opened = if java_keystore::is_java_keystore(file) {
            java_keystore::read(file, store_password, entry)
        } else {
            pkcs12::read(file, store_password, entry.own_password())
        };
        opened?.identity(entry)
    }

    /// Finds the identity with the given thumbprint of its certificate among files with their names: key files of any
    /// format, and files of certificates or of keys alone, which may be needed together.
    ///
    /// All files that are encrypted must have the same password. What cannot be read does no harm, and is told if nothing
    /// is found. A folder is read in three lines:
    ///
    /// ```no_run
    /// use signature_identity::{Identity, Thumbprint};
    ///
    /// # let password = "an invented password";
    /// let thumbprint: Thumbprint = "93:1c:07:b5:66:9d:2f:05:fe:3d:16:48:e6:29:47:07:5a:9e:57:23".parse()?;
    /// let paths = std::fs::read_dir("keys")?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    /// let files = paths.iter().filter(|path| path.is_file());
    /// let files = files.map(|path| Ok((path.display(), std::fs::read(path)?))).collect::<std::io::Result<Vec<_>>>()?;
    /// let identity = Identity::find(files, Some(password), &thumbprint)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`NotFound`] if no file has the certificate, or none has its key; it knows which files could not be read.
    pub fn find<N: ToString, B: AsRef<[u8]>>(
        files: impl IntoIterator<Item = (N, B)>,
        password: Option<&str>,
        thumbprint: &Thumbprint,
    ) -> Result<Self, NotFound> {
        let (mut all, mut unread) = (KeyFile::default(), Vec::new());
        for (name, file) in files {
            match KeyFile::from_any(file.as_ref(), password) {
                Ok(found) => {
                    let unreadable = all.add(found).into_iter();
                    unread.extend(unreadable.map(|reason| UnreadFile::new(name.to_string(), reason)));
                }
                Err(reason) => unread.push(UnreadFile::new(name.to_string(), reason)),
            }
        }
        let certificates = all.certificates.len();
        let leaf = all.certificates.iter().find(|other| thumbprint.is_of(&other.certificate));
        let leaf = leaf.map(|other| other.certificate.clone());
        let has_certificate = leaf.is_some();
        leaf.and_then(|leaf| all.identity_of(leaf)).ok_or_else(|| NotFound::new(has_certificate, certificates, unread))
    }

    fn from_parts(chain: CertificateChain, key: SigningKey, pkcs8: Zeroizing<Vec<u8>>) -> Self {
        Self(Parts { chain, key, pkcs8 }.into())
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

    /// Whether the certificate is valid at `now`.
    ///
    /// # Errors
    /// [`OutsideValidity`] if it has expired or is not valid yet.
    pub fn check_validity(&self, now: Timestamp) -> Result<(), OutsideValidity> {
        self.certificate().check_validity(now)
    }

    /// The private key, PKCS#8 in DER, for those who write a transport and must hand it to a TLS library.
    ///
    /// No other caller needs it. The bytes in here are wiped when the last clone is dropped; wipe your copies too.
    pub fn private_key_for_tls(&self) -> &[u8] {
        &self.0.pkcs8
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("chain", self.chain()).field("key", self.signing_key()).finish_non_exhaustive()
    }
}
