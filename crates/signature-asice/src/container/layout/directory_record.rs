//! A record of the directory.
//!
//! Source: `appnote#4.3.12`

use super::extra_fields::{self, Place};
use super::fields::Fields;
use super::local_header::{Fixed, Header};
use crate::container::EntryFault;

pub(super) const SIGNATURE: &[u8; 4] = b"PK\x01\x02";

pub(super) struct DirectoryRecord<'a> {
    pub(super) header: Header<'a>,
    disk: u16,
    pub(super) external_attributes: u32,
    /// Where the local header is.
    offset: u32,
    pub(super) comment: &'a [u8],
}

impl<'a> DirectoryRecord<'a> {
    /// The next record, or `None` if there is no whole one.
    pub(super) fn read(fields: &mut Fields<'a>) -> Option<Self> {
        fields.signature(SIGNATURE)?;
        let _made_by = fields.u16()?;
        let fixed = Fixed::read(fields)?;
        let (comment_length, disk) = (fields.u16()?, fields.u16()?);
        let _internal_attributes = fields.u16()?;
        let external_attributes = fields.u32()?;
        let offset = fields.u32()?;
        let header = fixed.complete(fields)?;
        let comment = fields.bytes(comment_length.into())?;
        Some(Self { header, disk, external_attributes, offset, comment })
    }

    /// Where the local header is.
    pub(super) fn start(&self) -> usize {
        usize::try_from(self.offset).unwrap_or(usize::MAX)
    }

    /// The rules for a record by itself.
    pub(super) fn check(&self) -> Result<(), EntryFault> {
        let numbers = [self.header.size, self.header.compressed_size, self.offset];
        if numbers.contains(&u32::MAX) || self.disk == u16::MAX {
            return Err(EntryFault::Zip64 { found: "a number in the directory that means Zip64" });
        }
        if self.disk != 0 {
            return Err(EntryFault::Disk);
        }
        extra_fields::check(self.header.extra, Place::Directory)
    }
}
