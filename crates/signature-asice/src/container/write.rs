//! Writing a ZIP archive as chunks that share the bytes of every file without copying them.
//!
//! Files are stored, not deflated: documents are mostly PDF, which hardly shrinks. Sizes and checksums are in the
//! local headers, because some readers of streams require that for stored files. Names are UTF-8 and marked as such,
//! times are the earliest of a ZIP archive, and there is no `mimetype` entry, because no official client writes one.
//!
//! Source: `APPNOTE 6.3.10 §4.3`, `docs/package`

use bytes::{BufMut as _, Bytes, BytesMut};
use signature_model::DocumentPackage;

const LOCAL_HEADER: u32 = 0x0403_4b50;
const CENTRAL_HEADER: u32 = 0x0201_4b50;
const END_OF_DIRECTORY: u32 = 0x0605_4b50;
/// 2.0, the version that every reader knows.
const VERSION: u16 = 20;
/// Names are UTF-8.
const UTF8_NAMES: u16 = 1 << 11;
const STORED: u16 = 0;
const MIDNIGHT: u16 = 0;
/// 1980-01-01: year 0, month 1, day 1.
const FIRST_DAY: u16 = (1 << 5) | 1;

/// An archive that is being written.
#[derive(Default)]
pub(crate) struct ArchiveWriter {
    chunks: Vec<Bytes>,
    directory: BytesMut,
    entries: u16,
    length: u32,
}

/// More than fits into the 32-bit fields of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ArchiveTooLarge;

impl ArchiveWriter {
    /// Adds a file.
    pub(crate) fn add(&mut self, name: &str, content: Bytes) -> Result<(), ArchiveTooLarge> {
        let size = u32::try_from(content.len()).map_err(|_| ArchiveTooLarge)?;
        let name_length = u16::try_from(name.len()).map_err(|_| ArchiveTooLarge)?;

        let mut common = BytesMut::new();
        common.put_u16_le(VERSION);
        common.put_u16_le(UTF8_NAMES);
        common.put_u16_le(STORED);
        common.put_u16_le(MIDNIGHT);
        common.put_u16_le(FIRST_DAY);
        common.put_u32_le(crc32fast::hash(&content));
        common.put_u32_le(size); // compressed
        common.put_u32_le(size); // uncompressed
        common.put_u16_le(name_length);
        common.put_u16_le(0); // no extra field

        self.directory.put_u32_le(CENTRAL_HEADER);
        self.directory.put_u16_le(VERSION); // made by
        self.directory.extend_from_slice(&common);
        self.directory.put_u16_le(0); // no comment
        self.directory.put_u16_le(0); // on this disk
        self.directory.put_u16_le(0); // no internal attributes
        self.directory.put_u32_le(0); // no external attributes
        self.directory.put_u32_le(self.length); // where the local header is
        self.directory.extend_from_slice(name.as_bytes());

        let mut header = BytesMut::new();
        header.put_u32_le(LOCAL_HEADER);
        header.extend_from_slice(&common);
        header.extend_from_slice(name.as_bytes());

        // The highest number of a field means that the real number is elsewhere.
        self.entries = self.entries.checked_add(1).filter(|&count| count < u16::MAX).ok_or(ArchiveTooLarge)?;
        self.push(header.freeze())?;
        self.push(content)
    }

    /// The archive with its directory.
    pub(crate) fn finish(mut self) -> Result<DocumentPackage, ArchiveTooLarge> {
        let directory_start = self.length;
        let directory_size = u32::try_from(self.directory.len()).map_err(|_| ArchiveTooLarge)?;
        let mut end = std::mem::take(&mut self.directory);
        end.put_u32_le(END_OF_DIRECTORY);
        end.put_u16_le(0); // this disk
        end.put_u16_le(0); // the directory's disk
        end.put_u16_le(self.entries); // on this disk
        end.put_u16_le(self.entries); // in total
        end.put_u32_le(directory_size);
        end.put_u32_le(directory_start);
        end.put_u16_le(0); // no comment
        self.push(end.freeze())?;
        Ok(DocumentPackage::new(self.chunks))
    }

    fn push(&mut self, chunk: Bytes) -> Result<(), ArchiveTooLarge> {
        let length = u32::try_from(chunk.len()).ok().and_then(|length| self.length.checked_add(length));
        self.length = length.filter(|&length| length < u32::MAX).ok_or(ArchiveTooLarge)?;
        self.chunks.push(chunk);
        Ok(())
    }
}
