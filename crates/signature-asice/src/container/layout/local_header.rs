//! The fields that an entry has in both of its headers, and the local header itself.
//!
//! Source: `appnote#4.3.7`, `appnote#4.4`

use super::extra_fields::{self, Place};
use super::fields::Fields;
use super::method::Method;
use crate::container::{EntryFault, HeaderField};

const SIGNATURE: &[u8; 4] = b"PK\x03\x04";
/// Sizes and checksum follow the content.
const HAS_DESCRIPTOR: u16 = 1 << 3;
/// Names are UTF-8.
const UTF8_NAMES: u16 = 1 << 11;
/// How hard the writer tried to compress: no reader needs to know.
const LEVEL: u16 = 0b110;
/// Traditional and strong encryption, and masked headers.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Times ten. Later versions have Zip64, encryption and other methods, and some readers refuse them.
const LATEST_VERSION: u16 = 20;

/// What both headers of an entry say, in this order.
pub(super) struct Header<'a> {
    pub(super) version: u16,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) checksum: u32,
    pub(super) compressed_size: u32,
    pub(super) size: u32,
    pub(super) name: &'a [u8],
    pub(super) extra: &'a [u8],
}

/// The part of a header that has a fixed length, and how long the others are.
pub(super) struct Fixed {
    version: u16,
    flags: u16,
    method: u16,
    checksum: u32,
    compressed_size: u32,
    size: u32,
    name_length: u16,
    extra_length: u16,
}

impl Fixed {
    pub(super) fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (version, flags, method) = (fields.u16()?, fields.u16()?, fields.u16()?);
        let _time = fields.u32()?;
        Some(Self {
            version,
            flags,
            method,
            checksum: fields.u32()?,
            compressed_size: fields.u32()?,
            size: fields.u32()?,
            name_length: fields.u16()?,
            extra_length: fields.u16()?,
        })
    }

    /// The whole header, with the name and the extra fields that come next.
    pub(super) fn complete<'a>(self, fields: &mut Fields<'a>) -> Option<Header<'a>> {
        let Self { version, flags, method, checksum, compressed_size, size, name_length, extra_length } = self;
        let (name, extra) = (fields.bytes(name_length.into())?, fields.bytes(extra_length.into())?);
        Some(Header { version, flags, method, checksum, compressed_size, size, name, extra })
    }
}

impl<'a> Header<'a> {
    pub(super) fn has_descriptor(&self) -> bool {
        self.flags & HAS_DESCRIPTOR != 0
    }

    /// How the content is stored, if it is stored in a way that every reader knows.
    pub(super) fn method(&self) -> Result<Method, EntryFault> {
        if self.flags & ENCRYPTED != 0 {
            return Err(EntryFault::Encrypted);
        }
        let others = self.flags & !(LEVEL | HAS_DESCRIPTOR | UTF8_NAMES);
        if others != 0 {
            return Err(EntryFault::Flags { found: others });
        }
        if self.version > LATEST_VERSION {
            return Err(EntryFault::Version { found: self.version });
        }
        match self.method {
            STORED if self.has_descriptor() => Err(EntryFault::StoredWithDescriptor),
            STORED if self.compressed_size != self.size => {
                Err(EntryFault::StoredSizes { compressed: self.compressed_size, size: self.size })
            }
            STORED => Ok(Method::Stored),
            DEFLATED => Ok(Method::Deflated),
            found => Err(EntryFault::Method { found }),
        }
    }

    /// The name, if every reader reads it in the same way.
    pub(super) fn name(&self) -> Result<&'a str, EntryFault> {
        let name = std::str::from_utf8(self.name).map_err(|_| EntryFault::NameEncoding)?;
        let is_clear = name.is_ascii() || self.flags & UTF8_NAMES != 0;
        if is_clear { Ok(name) } else { Err(EntryFault::NameWithoutUtf8Flag) }
    }
}

/// Compares the local header at `start` with the directory, and gives the place where the data begins.
pub(super) fn check(archive: &[u8], start: usize, directory: &Header<'_>) -> Result<usize, EntryFault> {
    let mut fields = Fields::new(archive.get(start..).unwrap_or_default());
    let header = fields.signature(SIGNATURE).and_then(|()| Fixed::read(&mut fields)?.complete(&mut fields));
    let local = header.ok_or(EntryFault::NoLocalHeader)?;
    let same = |field, local: u32, directory: u32| match local == directory {
        true => Ok(()),
        false => Err(EntryFault::Differs { field, local, directory }),
    };
    same(HeaderField::Version, local.version.into(), directory.version.into())?;
    same(HeaderField::Flags, local.flags.into(), directory.flags.into())?;
    same(HeaderField::Method, local.method.into(), directory.method.into())?;
    if local.name != directory.name {
        return Err(EntryFault::NameDiffers);
    }
    for (field, local, in_directory) in [
        (HeaderField::Checksum, local.checksum, directory.checksum),
        (HeaderField::CompressedSize, local.compressed_size, directory.compressed_size),
        (HeaderField::Size, local.size, directory.size),
    ] {
        if local == u32::MAX && field != HeaderField::Checksum {
            return Err(EntryFault::Zip64 { found: "a size in the local header that means Zip64" });
        }
        // With a descriptor each of them may be zero.
        if local != 0 || !directory.has_descriptor() {
            same(field, local, in_directory)?;
        }
    }
    extra_fields::check(local.extra, Place::Local)?;
    Ok(archive.len().saturating_sub(fields.rest().len()))
}
