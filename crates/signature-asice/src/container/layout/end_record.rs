//! The end record: the one place that says where the directory is.
//!
//! Source: `appnote#4.3.16`

use std::ops::Range;

use signature_model::FileKind;

use super::directory_record;
use super::fields::Fields;
use crate::container::{ArchiveFault, OpenError};

const SIGNATURE: &[u8; 4] = b"PK\x05\x06";
pub(super) const ZIP64_END: &[u8] = b"PK\x06\x06";
pub(super) const ZIP64_LOCATOR: &[u8] = b"PK\x06\x07";
const ZIP64_LOCATOR_LENGTH: usize = 20;

pub(super) struct EndRecord<'a> {
    /// How many records the directory has.
    pub(super) records: u16,
    /// Where the directory is. It ends where this record begins.
    pub(super) directory: Range<usize>,
    pub(super) comment: &'a [u8],
}

/// The fields of the record, unchecked.
struct Raw<'a> {
    disks: [u16; 2],
    /// On this disk, and on all.
    counts: [u16; 2],
    size: u32,
    offset: u32,
    comment: &'a [u8],
}

impl<'a> EndRecord<'a> {
    /// Finds the end record by its last signature in the archive, and insists that it ends with the archive.
    ///
    /// Readers search backwards from different places. A signature inside the comment would stop some of them early,
    /// so the last one must be the record's own signature.
    pub(super) fn find(archive: &'a [u8]) -> Result<Self, OpenError> {
        let last = archive.windows(SIGNATURE.len()).rposition(|window| window == SIGNATURE);
        let start = last.ok_or_else(|| OpenError::not_an_archive(what_it_is(archive)))?;
        // Some readers use a Zip64 end record whenever they find its locator.
        let locator = start.checked_sub(ZIP64_LOCATOR_LENGTH).and_then(|at| archive.get(at..));
        if locator.is_some_and(|bytes| bytes.starts_with(ZIP64_LOCATOR)) {
            return Err(ArchiveFault::Zip64 { found: "a Zip64 locator" }.into());
        }
        let mut fields = Fields::new(archive.get(start..).unwrap_or_default());
        let raw = Raw::read(&mut fields).ok_or_else(|| OpenError::not_an_archive("an end record that is cut off"))?;
        let directory = raw.directory(archive, start)?;
        match fields.rest().len() {
            0 => Ok(Self { records: raw.records(), directory, comment: raw.comment }),
            bytes => Err(ArchiveFault::BytesAfter { bytes: bytes as u64 }.into()),
        }
    }
}

impl<'a> Raw<'a> {
    /// `None` if the record is cut off.
    fn read(fields: &mut Fields<'a>) -> Option<Self> {
        fields.signature(SIGNATURE)?;
        let (disks, counts) = ([fields.u16()?, fields.u16()?], [fields.u16()?, fields.u16()?]);
        let (size, offset, comment_length) = (fields.u32()?, fields.u32()?, fields.u16()?);
        let comment = fields.bytes(comment_length.into())?;
        Some(Self { disks, counts, size, offset, comment })
    }

    fn records(&self) -> u16 {
        let [_, all] = self.counts;
        all
    }

    /// Where the directory is, if the numbers agree with each other and with `start`, the place of the record.
    fn directory(&self, archive: &[u8], start: usize) -> Result<Range<usize>, OpenError> {
        let Self { disks, counts: [here, all], size, offset, .. } = *self;
        if disks.contains(&u16::MAX) || all == u16::MAX || size == u32::MAX || offset == u32::MAX {
            return Err(ArchiveFault::Zip64 { found: "a number in the end record that means Zip64" }.into());
        }
        if disks != [0, 0] || here != all {
            return Err(ArchiveFault::SeveralDisks.into());
        }
        let end = u64::from(offset).saturating_add(u64::from(size));
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        match (start as u64).checked_sub(end) {
            Some(0) => Ok(offset..start),
            None => Err(ArchiveFault::DirectoryEnd { expected: start as u64, found: end }.into()),
            // Either the directory is in its place and something follows it, or everything was moved.
            Some(bytes)
                if archive.get(offset..).is_some_and(|found| found.starts_with(directory_record::SIGNATURE)) =>
            {
                Err(ArchiveFault::BytesInDirectory { bytes }.into())
            }
            Some(bytes) => Err(ArchiveFault::BytesBefore { bytes }.into()),
        }
    }
}

/// Says what bytes without an end record are.
fn what_it_is(bytes: &[u8]) -> &'static str {
    match FileKind::of(bytes) {
        FileKind::Zip => "the beginning of one, without its end",
        FileKind::Text | FileKind::Other if bytes.starts_with(b"PK") => "a part of one",
        FileKind::Other => "bytes without the end record of one",
        other => other.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_named() {
        let cases: [(&[u8], &str); 5] = [
            (b"", "an empty file"),
            (b"PK\x03\x04...", "the beginning of one, without its end"),
            (b"PK\x01\x02...", "a part of one"),
            (b"\n<!DOCTYPE html>", "an HTML page"),
            (b"\0\x01\x02", "bytes without the end record of one"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(EndRecord::find(bytes).err(), Some(OpenError::not_an_archive(expected)));
        }
    }

    fn end(comment: &[u8]) -> Vec<u8> {
        let length = u16::try_from(comment.len()).unwrap().to_le_bytes();
        [&SIGNATURE[..], &[0; 16], &length, comment].concat()
    }

    #[test]
    fn a_comment_is_reported_unless_it_could_be_an_end_record() {
        let archive = end(b"comment");
        assert_eq!(EndRecord::find(&archive).unwrap().comment, b"comment");
        assert!(EndRecord::find(&end(&end(b""))).is_err());
        assert!(EndRecord::find(&end(b"PK\x05\x06")).is_err());
    }
}
