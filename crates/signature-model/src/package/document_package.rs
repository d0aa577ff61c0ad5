//! A finished package.

use std::fmt;

use bytes::Bytes;

/// A finished document package: chunks that, one after the other, are its bytes.
///
/// Opaque on purpose. A packager puts the caller's own document bytes between chunks of the archive, and a sender knows
/// the length before the first byte; neither of them copies the documents.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentPackage {
    chunks: Vec<Bytes>,
    length: u64,
}

impl DocumentPackage {
    /// The package that these chunks form.
    pub fn new(chunks: Vec<Bytes>) -> Self {
        let length = chunks.iter().fold(0_u64, |sum, chunk| sum.saturating_add(chunk.len() as u64));
        Self { chunks, length }
    }

    /// The chunks in order.
    pub fn chunks(&self) -> &[Bytes] {
        &self.chunks
    }

    /// The chunks in order, by value.
    pub fn into_chunks(self) -> Vec<Bytes> {
        self.chunks
    }

    /// The number of bytes in all chunks together.
    #[expect(clippy::len_without_is_empty, reason = "a package always has bytes")]
    pub fn len(&self) -> u64 {
        self.length
    }

    /// All bytes in one piece: a copy, for tests and for writing to disk.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.chunks.concat()
    }
}

impl fmt::Debug for DocumentPackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentPackage({} bytes)", self.length)
    }
}

impl From<Bytes> for DocumentPackage {
    fn from(package: Bytes) -> Self {
        Self::new(vec![package])
    }
}
