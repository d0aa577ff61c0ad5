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
    let mut hash = Hash { high: FNV_OFFSET, low: FNV_OFFSET.rotate_left(32) };
    hash.add(request);
    hash.add_end_of(package);
    format!("signature-{:016x}{:016x}", hash.high, hash.low)
}

/// How many bytes of a package count.
const END: usize = 8192;

/// FNV-1a by words instead of bytes, twice: a hash without security.
struct Hash {
    high: u64,
    low: u64,
}

impl Hash {
    fn add(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        words.iter().for_each(|word| self.add_word(u64::from_le_bytes(*word)));
        rest.iter().for_each(|byte| self.add_word(u64::from(*byte)));
        self.add_word(bytes.len() as u64);
    }

    /// The last bytes of a package, however it is divided into chunks.
    fn add_end_of(&mut self, package: &DocumentPackage) {
        let (mut end, mut free) = ([0; END], END);
        for chunk in package.chunks().iter().rev() {
            let taken = free.min(chunk.len());
            let start = free.saturating_sub(taken);
            let last = chunk.get(chunk.len().saturating_sub(taken)..).unwrap_or_default();
            if let Some(place) = end.get_mut(start..free) {
                place.copy_from_slice(last);
            }
            free = start;
        }
        self.add(end.get(free..).unwrap_or_default());
    }

    fn add_word(&mut self, word: u64) {
        self.high = (self.high ^ word).wrapping_mul(FNV_PRIME).rotate_left(23);
        self.low = (self.low ^ self.high).wrapping_mul(FNV_PRIME);
    }
}

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
    fn the_boundary_depends_on_every_byte_at_the_end_and_not_on_chunks() {
        let whole: Vec<u8> = (0_u32..20_000).map(|number| number.to_be_bytes()[3]).collect();
        let boundary = |chunks: &[&[u8]]| {
            let chunks = chunks.iter().map(|chunk| Bytes::copy_from_slice(chunk)).collect();
            Multipart::new(b"<r/>", DocumentPackage::new(chunks)).boundary
        };
        let expected = boundary(&[&whole]);
        for at in [0, 1, 11_808, 11_809, 12_000, 19_999, 20_000] {
            let (one, other) = whole.split_at(at);
            assert_eq!(boundary(&[one, other]), expected, "{at}");
        }
        for at in [11_808, 15_001, 19_999] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert_ne!(boundary(&[&changed]), expected, "{at}");
        }
        assert_ne!(boundary(&[&whole[..19_999]]), expected);
        assert_ne!(boundary(&[b"", b"\0"]), boundary(&[b""]));
    }

    #[test]
    fn the_package_is_not_copied() {
        let document = Bytes::from(vec![7; 100]);
        let chunks = Multipart::new(b"<r/>", DocumentPackage::from(document.clone())).into_chunks();
        assert!(chunks.iter().any(|chunk| std::ptr::eq(chunk.as_ptr(), document.as_ptr())));
    }
}
