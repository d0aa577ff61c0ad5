//! One entry of an archive: its data and its headers.
//!
//! Source: `APPNOTE 6.3.10 §4.3`

use super::deflate::deflate;
use super::file::File;
use super::lie::{self, Header, Lie};
use super::shape::{Descriptor, Shape, Sizes, bytes};
use crate::error::Fault;

const LOCAL: &[u8] = b"PK\x03\x04";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
const CENTRAL: &[u8] = b"PK\x01\x02";
const UTF8_NAMES: u16 = 1 << 11;
const HAS_DESCRIPTOR: u16 = 1 << 3;
const DEFLATED: u16 = 8;
const STORED: u16 = 0;
/// 2.0.
const VERSION: u16 = 20;
/// 1980-01-01.
const FIRST_DAY: u16 = (1 << 5) | 1;

/// An entry and its form.
pub(super) struct Entry<'a> {
    index: usize,
    file: &'a File,
    shape: Shape,
    sizes: Sizes,
    method: u16,
    data: Vec<u8>,
    /// Where the hidden entry begins in the data.
    hidden_at: Option<usize>,
    lies: &'a [Lie],
}

impl<'a> Entry<'a> {
    pub(super) fn new(index: usize, file: &'a File, shapes: &[Shape], lies: &'a [Lie]) -> Result<Self, Fault> {
        let shape = Shape::of(index, shapes);
        let deflated = shape.deflated.unwrap_or(file.deflated);
        let sizes = shape.sizes.unwrap_or(if deflated { Sizes::After } else { Sizes::Before });
        let mut data = if deflated { deflate(&file.content) } else { file.content.clone() };
        data.truncate(data.len().saturating_sub(shape.cut.unwrap_or_default()));
        let stream_length = u32::try_from(data.len())?;
        data.extend(bytes(shape.tail.as_deref().unwrap_or_default())?);
        let mut hidden_at = None;
        if let Some(hidden) = &shape.hidden {
            if hidden.behind_descriptor {
                let numbers = [crc32fast::hash(&file.content), stream_length, u32::try_from(file.content.len())?];
                data.extend([DESCRIPTOR, &numbers.map(u32::to_le_bytes).concat()].concat());
            }
            hidden_at = Some(data.len());
            data.extend(plain(&hidden.file())?.local()?);
        }
        let method = if deflated { DEFLATED } else { STORED };
        Ok(Self { index, file, shape, sizes, method, data, hidden_at, lies })
    }

    /// Everything before the next entry: header, data, descriptor.
    pub(super) fn local(&self) -> Result<Vec<u8>, Fault> {
        let extra = bytes(self.shape.local_extra.as_deref().unwrap_or_default())?;
        let numbers = if self.sizes == Sizes::After { [0; 3] } else { self.numbers()? };
        let mut header = [LOCAL, &self.common(numbers, &extra)?, self.file.name.as_bytes(), &extra].concat();
        lie::tell(self.lies, Some(self.index), Header::Local, &mut header)?;
        let mut descriptor = self.descriptor()?;
        lie::tell(self.lies, Some(self.index), Header::Descriptor, &mut descriptor)?;
        let gap = bytes(self.shape.gap.as_deref().unwrap_or_default())?;
        Ok([header, self.data.clone(), descriptor, gap].concat())
    }

    /// The record in the directory, for an entry at `offset`.
    pub(super) fn record(&self, offset: u32) -> Result<Vec<u8>, Fault> {
        let extra = bytes(self.shape.directory_extra.as_deref().unwrap_or_default())?;
        let comment = self.shape.comment.as_deref().unwrap_or_default();
        let made_by = self.shape.made_by.unwrap_or(VERSION);
        let mut record = [CENTRAL, &made_by.to_le_bytes(), &self.common(self.numbers()?, &extra)?].concat();
        // The comment's length, the disk and the internal attributes.
        record.extend([u16::try_from(comment.len())?, 0, 0].map(u16::to_le_bytes).concat());
        record.extend([self.shape.attributes.unwrap_or_default(), offset].map(u32::to_le_bytes).concat());
        record.extend([self.file.name.as_bytes(), &extra, comment.as_bytes()].concat());
        lie::tell(self.lies, Some(self.index), Header::Directory, &mut record)?;
        Ok(record)
    }

    /// The record of a hidden entry that must be listed, for the one that hides it at `offset`.
    pub(super) fn hidden_record(&self, offset: u32) -> Result<Option<Vec<u8>>, Fault> {
        let (Some(hidden), Some(at)) = (self.shape.hidden.as_ref().filter(|hidden| hidden.listed), self.hidden_at)
        else {
            return Ok(None);
        };
        let extra = bytes(self.shape.local_extra.as_deref().unwrap_or_default())?;
        let header = LOCAL.len().saturating_add(self.common([0; 3], &extra)?.len());
        let data = header.saturating_add(self.file.name.len()).saturating_add(extra.len());
        let place = usize::try_from(offset)?.saturating_add(data).saturating_add(at);
        plain(&hidden.file())?.record(u32::try_from(place)?).map(Some)
    }

    /// Checksum and sizes.
    fn numbers(&self) -> Result<[u32; 3], Fault> {
        let content = &self.file.content;
        Ok([crc32fast::hash(content), u32::try_from(self.data.len())?, u32::try_from(content.len())?])
    }

    /// The fields of both headers, up to the name.
    fn common(&self, numbers: [u32; 3], extra: &[u8]) -> Result<Vec<u8>, Fault> {
        let has_descriptor = if self.sizes == Sizes::Before { 0 } else { HAS_DESCRIPTOR };
        let flags = self.shape.flags.unwrap_or(UTF8_NAMES) | has_descriptor;
        let version = self.shape.version.unwrap_or(VERSION);
        let lengths = [u16::try_from(self.file.name.len())?, u16::try_from(extra.len())?];
        Ok([
            [version, flags, self.method, 0, FIRST_DAY].map(u16::to_le_bytes).concat(),
            numbers.map(u32::to_le_bytes).concat(),
            lengths.map(u16::to_le_bytes).concat(),
        ]
        .concat())
    }

    fn descriptor(&self) -> Result<Vec<u8>, Fault> {
        let numbers = self.numbers()?;
        let plain = numbers.map(u32::to_le_bytes).concat();
        Ok(match (self.sizes, self.shape.descriptor) {
            (Sizes::Before, None) | (_, Some(Descriptor::None)) => Vec::new(),
            (_, Some(Descriptor::Plain)) => plain,
            (_, None | Some(Descriptor::Signed)) => [DESCRIPTOR, &plain].concat(),
            (_, Some(Descriptor::Wide)) => {
                let [checksum, sizes @ ..] = numbers;
                let sizes = sizes.map(|size| u64::from(size).to_le_bytes()).concat();
                [DESCRIPTOR, &checksum.to_le_bytes(), &sizes].concat()
            }
        })
    }
}

/// An entry without anything special.
fn plain(file: &File) -> Result<Entry<'_>, Fault> {
    Entry::new(0, file, &[], &[])
}
