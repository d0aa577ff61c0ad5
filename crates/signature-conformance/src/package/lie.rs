//! Header fields with a wrong value.
//!
//! Source: `APPNOTE 6.3.10 §4.3`

use crate::error::Fault;

/// A field with a wrong value.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Lie {
    /// Which entry, counted from 0; `None` for the end of the directory.
    pub(super) entry: Option<usize>,
    /// The headers of the entry that get the value.
    #[serde(default)]
    pub(super) headers: Headers,
    field: Field,
    value: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Headers {
    #[default]
    Both,
    Local,
    Directory,
    /// The checksum and sizes after the content, with a signature.
    Descriptor,
}

/// The kind of header that a field is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    Local,
    Directory,
    Descriptor,
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Field {
    /// The four bytes that a header begins with.
    Signature,
    Version,
    Flags,
    Method,
    /// Time and date.
    Time,
    Checksum,
    CompressedSize,
    Size,
    /// The name's first byte.
    Name,
    /// How many bytes of extra fields follow.
    ExtraLength,
    /// The version and the system that made it, in the directory only.
    MadeBy,
    /// Which disk the entry is on, in the directory only.
    OnDisk,
    /// Where the local header is, in the directory only.
    Offset,
    /// How many entries there are, at the end of the directory, which says it twice.
    Entries,
    /// How many of them are on this disk, at the end of the directory.
    EntriesHere,
    /// The number of this disk, at the end of the directory.
    Disk,
    /// How many bytes the directory has, at its end.
    DirectorySize,
    /// Where the directory begins, at its end.
    DirectoryOffset,
    /// How many bytes of a comment follow, at the end of the directory.
    CommentLength,
}

impl Field {
    /// The place of the field in a header of that kind, if it has the field, and its length.
    fn place(self, header: Header) -> Option<(usize, usize)> {
        // In a local header, in the directory, in a descriptor and in the end.
        let (places, length) = match self {
            Self::Signature => ([Some(0), Some(0), Some(0), Some(0)], 4),
            Self::Version => ([Some(4), Some(6), None, None], 2),
            Self::Flags => ([Some(6), Some(8), None, None], 2),
            Self::Method => ([Some(8), Some(10), None, None], 2),
            Self::Time => ([Some(10), Some(12), None, None], 4),
            Self::Checksum => ([Some(14), Some(16), Some(4), None], 4),
            Self::CompressedSize => ([Some(18), Some(20), Some(8), None], 4),
            Self::Size => ([Some(22), Some(24), Some(12), None], 4),
            Self::Name => ([Some(30), Some(46), None, None], 1),
            Self::ExtraLength => ([Some(28), Some(30), None, None], 2),
            Self::MadeBy => ([None, Some(4), None, None], 2),
            Self::OnDisk => ([None, Some(34), None, None], 2),
            Self::Offset => ([None, Some(42), None, None], 4),
            Self::Entries => ([None, None, None, Some(8)], 4),
            Self::EntriesHere => ([None, None, None, Some(8)], 2),
            Self::Disk => ([None, None, None, Some(4)], 2),
            Self::DirectorySize => ([None, None, None, Some(12)], 4),
            Self::DirectoryOffset => ([None, None, None, Some(16)], 4),
            Self::CommentLength => ([None, None, None, Some(20)], 2),
        };
        let [local, directory, descriptor, end] = places;
        let at = match header {
            Header::Local => local,
            Header::Directory => directory,
            Header::Descriptor => descriptor,
            Header::End => end,
        };
        at.map(|at| (at, length))
    }
}

/// Writes all wrong values into this header of an entry, or into the end.
pub(super) fn tell(lies: &[Lie], entry: Option<usize>, kind: Header, bytes: &mut [u8]) -> Result<(), Fault> {
    let of_header = lies.iter().filter(|lie| lie.entry == entry && lie.headers.include(kind));
    of_header.into_iter().try_for_each(|lie| lie.tell(bytes, kind))
}

impl Headers {
    fn include(self, kind: Header) -> bool {
        match kind {
            Header::Local => matches!(self, Self::Both | Self::Local),
            Header::Directory => matches!(self, Self::Both | Self::Directory),
            Header::Descriptor => self == Self::Descriptor,
            Header::End => true,
        }
    }
}

impl Lie {
    fn tell(&self, header: &mut [u8], kind: Header) -> Result<(), Fault> {
        let Some((at, length)) = self.field.place(kind) else {
            // A field that both headers share may be missing in one of them.
            return if self.headers == Headers::Both && self.entry.is_some() { Ok(()) } else { Err(self.misplaced()) };
        };
        let twice = self.field == Field::Entries;
        let value = if twice { self.value | self.value << 16 } else { self.value };
        let field = header.get_mut(at..at.saturating_add(length)).ok_or_else(|| self.misplaced())?;
        field.copy_from_slice(value.to_le_bytes().get(..length).ok_or_else(|| self.misplaced())?);
        Ok(())
    }

    fn misplaced(&self) -> Fault {
        format!("expected {:?} in a header that has it, found another", self.field).into()
    }
}
