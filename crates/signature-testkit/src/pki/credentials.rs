//! What the owner of a certificate has: its chain and its private key.
//!
//! Not here: using the key. [`Sealer`](crate::Sealer) seals results with it, a TLS library opens connections with it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use signature_identity::Identity;
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind};

/// A certificate chain and the private key of its first certificate.
#[derive(Clone)]
pub struct Credentials {
    chain: Vec<Vec<u8>>,
    private_key: Zeroizing<Vec<u8>>,
}

impl Credentials {
    pub(super) fn new(chain: Vec<Vec<u8>>, private_key: Vec<u8>) -> Self {
        Self { chain, private_key: Zeroizing::new(private_key) }
    }

    /// The certificates, DER: the enterprise's own, the issuing CA's and the root's.
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// The private key, PKCS#8 DER: a secret.
    pub fn private_key_pkcs8(&self) -> &[u8] {
        &self.private_key
    }

    /// The certificates and the key as the client and the packager take them.
    ///
    /// # Errors
    /// [`Error`] if the bytes are unreadable, which those of a [`TestPki`](super::TestPki) never are.
    pub fn identity(&self) -> Result<Identity, Error> {
        Identity::from_der(&self.chain, &self.private_key).map_err(Error::of(ErrorKind::Identity))
    }

    /// The private key and then the chain as one PEM text: a secret, wiped from memory on drop.
    pub fn to_pem(&self) -> Zeroizing<String> {
        let der_length = self.private_key.len() + self.chain.iter().map(Vec::len).sum::<usize>();
        // Room for everything from the start: a growing text would leave copies of the key behind.
        let mut pem = Zeroizing::new(String::with_capacity(2 * der_length));
        push_pem(&mut pem, "PRIVATE KEY", &self.private_key);
        for certificate in &self.chain {
            push_pem(&mut pem, "CERTIFICATE", certificate);
        }
        pem
    }
}

impl fmt::Debug for Credentials {
    /// Shows how many certificates there are, never the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("certificates", &self.chain.len()).finish_non_exhaustive()
    }
}

/// Appends one PEM block; 48 bytes make a line of 64 characters.
fn push_pem(pem: &mut String, label: &str, der: &[u8]) {
    pem.extend(["-----BEGIN ", label, "-----\n"]);
    for line in der.chunks(48) {
        STANDARD.encode_string(line, pem);
        pem.push('\n');
    }
    pem.extend(["-----END ", label, "-----\n"]);
}
