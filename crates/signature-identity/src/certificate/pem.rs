//! Reading PEM text: blocks, and those that are certificates.
//!
//! Source: `RFC 7468`. Text between blocks is skipped; headers inside blocks are not supported, and with them not the
//! encryption that OpenSSL had before PKCS#8.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{Certificate, InvalidCertificate, InvalidChain};

/// One block: what it says it is, and its bytes, which are wiped when dropped as they may be a key.
pub(crate) struct Block<'a> {
    pub(crate) label: &'a str,
    pub(crate) content: Zeroizing<Vec<u8>>,
}

/// Every block of the text, in order.
pub(crate) fn blocks(text: &str) -> Result<Vec<Block<'_>>, InvalidPem> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let index = blocks.len();
        let unfinished = InvalidPem::Unfinished { index };
        let (label, after) = after.split_once("-----").ok_or(unfinished)?;
        let (body, after) = after.split_once("-----END ").ok_or(InvalidPem::Unfinished { index })?;
        rest = after
            .strip_prefix(label)
            .and_then(|after| after.strip_prefix("-----"))
            .ok_or(InvalidPem::Unfinished { index })?;
        if body.trim_start().starts_with("Proc-Type:") {
            return Err(InvalidPem::OldEncryption { index });
        }
        // Allocated once, so that no copy of a key is left behind.
        let mut base64 = Zeroizing::new(Vec::with_capacity(body.len()));
        base64.extend(body.bytes().filter(|byte| !byte.is_ascii_whitespace()));
        let content = STANDARD.decode(&*base64).map(Zeroizing::new).map_err(|_| InvalidPem::Base64 { index })?;
        blocks.push(Block { label, content });
    }
    Ok(blocks)
}

/// The certificates of the text, at least one.
pub(super) fn certificates(text: &str) -> Result<Vec<Certificate>, InvalidPem> {
    let mut certificates = Vec::new();
    for (index, block) in blocks(text)?.into_iter().enumerate() {
        if block.label == "CERTIFICATE" {
            certificates.push(certificate(index, &block)?);
        }
    }
    if certificates.is_empty() {
        return Err(InvalidPem::Missing { label: "CERTIFICATE" });
    }
    Ok(certificates)
}

/// The certificate in a block.
pub(crate) fn certificate(index: usize, block: &Block<'_>) -> Result<Certificate, InvalidPem> {
    Certificate::from_der(block.content.to_vec())
        .map_err(|source| InvalidPem::Certificate { index, source: source.into() })
}

/// Why a text could not be read as PEM. Blocks are counted from 0.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPem {
    /// A block has no end, or the end of another.
    #[error("PEM block {index} must end as it begins, found no such end")]
    Unfinished {
        /// Which block.
        index: usize,
    },
    /// The inside of a block is no base64.
    #[error("PEM block {index} must be base64, found other characters")]
    Base64 {
        /// Which block.
        index: usize,
    },
    /// A key in a format of OpenSSL alone, whose encryption is weak: convert it with `openssl pkcs8 -topk8`.
    #[error("PEM block {index} must be a key as openssl pkcs8 -topk8 writes it, found OpenSSL's older encryption")]
    OldEncryption {
        /// Which block.
        index: usize,
    },
    /// No block of the needed kind.
    #[error("the PEM text must have a block {label}, found none")]
    Missing {
        /// The kind.
        label: &'static str,
    },
    /// A certificate block that holds no certificate.
    #[error("PEM block {index} must be a certificate")]
    Certificate {
        /// Which block.
        index: usize,
        /// What is wrong with it.
        source: Box<InvalidCertificate>,
    },
    /// The certificates form no chain.
    #[error("the certificates of the PEM text must form a chain")]
    Chain(#[source] InvalidChain),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic;

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        assert_eq!(Certificate::all_from_pem(text).unwrap_err().to_string(), expected);
    }

    #[test]
    fn certificates_are_found_between_other_things() {
        let text = format!("Bag Attributes\n{}\nkey:\n{}\n", synthetic::SENDER_CERTIFICATE, synthetic::SENDER_KEY);
        assert_eq!(Certificate::all_from_pem(&text).unwrap(), [synthetic::sender()]);
        assert_eq!(Certificate::all_from_pem(&text.replace('\n', "\r\n")).unwrap().len(), 1);
    }

    #[test]
    fn everything_else_is_refused() {
        refused("", "the PEM text must have a block CERTIFICATE, found none");
        refused(synthetic::SENDER_KEY, "the PEM text must have a block CERTIFICATE, found none");
        refused("-----BEGIN CERTIFICATE-----\nAAAA", "PEM block 0 must end as it begins, found no such end");
        refused(
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END PRIVATE KEY-----",
            "PEM block 0 must end as it begins, found no such end",
        );
        refused(
            "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
            "PEM block 0 must be base64, found other characters",
        );
        refused("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "PEM block 0 must be a certificate");
    }
}
