//! The body of a new job: `multipart/mixed` of the request XML and the document package.
//!
//! Source: `docs/create-request`, `clients/java`, `clients/dotnet`

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use signature_model::DocumentPackage;

/// Two parts in this order: `application/xml`, then `application/octet-stream`, without names.
///
/// The boundary depends on the content, so the same job gives the same bytes.
#[derive(Clone)]
pub struct Multipart {
    boundary: String,
    chunks: Vec<Bytes>,
    length: u64,
}

impl Multipart {
    pub(crate) fn new(request: &[u8], package: DocumentPackage) -> Self {
        let boundary = boundary(request, &package);
        let mut first = format!("--{boundary}\r\nContent-Type: application/xml\r\n\r\n").into_bytes();
        first.extend_from_slice(request);
        let between = format!("\r\n--{boundary}\r\nContent-Type: application/octet-stream\r\n\r\n");
        first.extend_from_slice(between.as_bytes());
        let last = format!("\r\n--{boundary}--\r\n").into_bytes();

        let length = (first.len() as u64).saturating_add(package.len()).saturating_add(last.len() as u64);
        let mut chunks = vec![Bytes::from(first)];
        chunks.extend(package.into_chunks());
        chunks.push(Bytes::from(last));
        Self { boundary, chunks, length }
    }

    /// The exact number of bytes.
    #[expect(clippy::len_without_is_empty, reason = "a multipart body always has bytes")]
    pub fn len(&self) -> u64 {
        self.length
    }

    /// The bytes in order; the package's chunks are the ones it was given.
    pub fn into_chunks(self) -> Vec<Bytes> {
        self.chunks
    }

    pub(crate) fn content_type(&self) -> HeaderValue {
        let value = format!("multipart/mixed; boundary={}", self.boundary);
        HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static("multipart/mixed"))
    }
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Multipart({} bytes)", self.length)
    }
}

/// A boundary that the parts cannot contain: it depends on the end of the package, where the signature over every
/// byte of the documents stands, so no document can be written to contain it.
fn boundary(request: &[u8], package: &DocumentPackage) -> String {
    const TAIL: usize = 8192;
    let end = package.chunks().iter().rev().flat_map(|chunk| chunk.iter().rev()).take(TAIL);
    let (mut high, mut low) = (FNV_OFFSET, FNV_OFFSET.rotate_left(32));
    for byte in request.iter().chain(end) {
        high = (high ^ u64::from(*byte)).wrapping_mul(FNV_PRIME);
        low = (low ^ high).wrapping_mul(FNV_PRIME);
    }
    format!("signature-{high:016x}{low:016x}")
}

/// The constants of FNV-1a, a hash without security.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_what_the_service_takes() {
        let package = DocumentPackage::new(vec![Bytes::from_static(b"PK1"), Bytes::from_static(b"PK2")]);
        let multipart = Multipart::new(b"<r/>", package.clone());
        let boundary = multipart.boundary.clone();
        assert_eq!(multipart.content_type(), format!("multipart/mixed; boundary={boundary}"));
        let bytes = multipart.clone().into_chunks().concat();
        assert_eq!(bytes.len() as u64, multipart.len());
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            format!(
                "--{boundary}\r\nContent-Type: application/xml\r\n\r\n<r/>\r\n--{boundary}\r\n\
                 Content-Type: application/octet-stream\r\n\r\nPK1PK2\r\n--{boundary}--\r\n"
            )
        );
        assert_eq!(Multipart::new(b"<r/>", package.clone()).boundary, boundary);
        assert_ne!(Multipart::new(b"<s/>", package).boundary, boundary);
    }

    #[test]
    fn the_package_is_not_copied() {
        let document = Bytes::from(vec![7; 100]);
        let chunks = Multipart::new(b"<r/>", DocumentPackage::from(document.clone())).into_chunks();
        assert!(chunks.iter().any(|chunk| std::ptr::eq(chunk.as_ptr(), document.as_ptr())));
    }
}
