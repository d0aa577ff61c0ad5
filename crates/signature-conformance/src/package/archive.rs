//! Writing ZIP archives, right ones and wrong ones: any field of any header can be made to lie.
//!
//! Not here: good archives for the service, which `signature-asice` writes.
//!
//! Source: `APPNOTE 6.3.10 §4.3`

use super::deflate::deflate;
use crate::case_files::Fault;

const LOCAL: &[u8] = b"PK\x03\x04";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const UTF8_NAMES: u16 = 1 << 11;
const HAS_DESCRIPTOR: u16 = 1 << 3;
const DEFLATED: u16 = 8;
/// 1980-01-01.
const FIRST_DAY: u16 = (1 << 5) | 1;

/// A file of an archive.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
    /// Deflated, with checksum and lengths behind the content, as the official clients write it; otherwise stored.
    pub(super) deflated: bool,
}

/// A field that gets another value than it should have.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Lie {
    /// Which entry, counted from 0; without one the end of the directory.
    entry: Option<usize>,
    /// In which headers of the entry.
    #[serde(default)]
    headers: Headers,
    field: Field,
    value: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Headers {
    #[default]
    Both,
    Local,
    Directory,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Field {
    Flags,
    Method,
    Checksum,
    CompressedSize,
    Size,
    /// The name's first byte.
    Name,
    /// Where the local header is, in the directory only.
    Offset,
    /// How many entries there are, at the end of the directory, where it stands twice.
    Entries,
    /// The number of this disk, at the end of the directory.
    Disk,
}

impl Field {
    /// Where it is in a local header, in the directory and in the end, and how long it is.
    fn place(self) -> ([Option<usize>; 3], usize) {
        match self {
            Self::Flags => ([Some(6), Some(8), None], 2),
            Self::Method => ([Some(8), Some(10), None], 2),
            Self::Checksum => ([Some(14), Some(16), None], 4),
            Self::CompressedSize => ([Some(18), Some(20), None], 4),
            Self::Size => ([Some(22), Some(24), None], 4),
            Self::Name => ([Some(30), Some(46), None], 1),
            Self::Offset => ([None, Some(42), None], 4),
            Self::Entries => ([None, None, Some(8)], 2),
            Self::Disk => ([None, None, Some(4)], 2),
        }
    }
}

/// The archive of these files.
pub(super) fn write(files: &[File], lies: &[Lie], before_end: &[u8]) -> Result<Vec<u8>, Fault> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (index, file) in files.iter().enumerate() {
        let offset = u32::try_from(archive.len())?;
        let packed = if file.deflated { deflate(&file.content) } else { file.content.clone() };
        let (method, flags) = if file.deflated { (DEFLATED, UTF8_NAMES | HAS_DESCRIPTOR) } else { (0, UTF8_NAMES) };
        let (packed_length, length) = (u32::try_from(packed.len())?, u32::try_from(file.content.len())?);
        let sizes = [crc32fast::hash(&file.content), packed_length, length].map(u32::to_le_bytes).concat();
        let unknown = [0; 12];
        let name_length = u16::try_from(file.name.len())?;
        let header = |sizes: &[u8]| {
            let start = [20, flags, method, 0, FIRST_DAY].map(u16::to_le_bytes).concat();
            let end = [name_length, 0].map(u16::to_le_bytes).concat();
            [&start, sizes, &end].concat()
        };
        let of_entry = |headers| lies.iter().filter(move |lie| lie.entry == Some(index) && lie.headers != headers);

        let mut local = [LOCAL, &header(if file.deflated { &unknown } else { &sizes }), file.name.as_bytes()].concat();
        of_entry(Headers::Directory).try_for_each(|lie| lie.tell(&mut local, 0))?;
        archive.extend(local);
        archive.extend(packed);
        if file.deflated {
            archive.extend([DESCRIPTOR, &sizes].concat());
        }

        let mut central = [CENTRAL, &20_u16.to_le_bytes(), &header(&sizes), &[0; 10], &offset.to_le_bytes()].concat();
        central.extend(file.name.as_bytes());
        of_entry(Headers::Local).try_for_each(|lie| lie.tell(&mut central, 1))?;
        directory.extend(central);
    }
    let count = u16::try_from(files.len())?;
    let counts = [0, 0, count, count].map(u16::to_le_bytes).concat();
    let places = [u32::try_from(directory.len())?, u32::try_from(archive.len())?].map(u32::to_le_bytes).concat();
    let mut end = [END, &counts, &places, &[0; 2]].concat();
    lies.iter().filter(|lie| lie.entry.is_none()).try_for_each(|lie| lie.tell(&mut end, 2))?;
    Ok([archive, directory, before_end.to_vec(), end].concat())
}

impl Lie {
    /// Writes the value into a header: a local one, one of the directory, or the end.
    fn tell(&self, header: &mut [u8], kind: usize) -> Result<(), Fault> {
        let (places, length) = self.field.place();
        let Some(at) = places.get(kind).copied().flatten() else {
            // A field that both headers share may be missing in one of them.
            return if self.headers == Headers::Both && self.entry.is_some() { Ok(()) } else { Err(self.misplaced()) };
        };
        let value = self.value.to_le_bytes();
        let copies = if self.field == Field::Entries { 2 } else { 1 };
        for copy in 0..copies {
            let start = at.saturating_add(length.saturating_mul(copy));
            let field = header.get_mut(start..start.saturating_add(length)).ok_or_else(|| self.misplaced())?;
            field.copy_from_slice(value.get(..length).ok_or_else(|| self.misplaced())?);
        }
        Ok(())
    }

    fn misplaced(&self) -> Fault {
        format!("expected {:?} in a header that has it, found another", self.field).into()
    }
}

#[cfg(test)]
mod tests {
    use signature_asice::{Limits, Package};

    use super::*;

    #[test]
    fn both_ways_of_storing_are_read() {
        let content: Vec<u8> = (0..=255).chain([7; 1000]).collect();
        for deflated in [false, true] {
            let file = File { name: "æ.txt".to_owned(), content: content.clone(), deflated };
            let archive = write(&[file], &[], &[]).unwrap();
            assert_eq!(archive.len() < 1000, deflated);
            let package = Package::open(archive, &Limits::default()).unwrap();
            assert_eq!(package.file("æ.txt").unwrap(), &content);
        }
    }
}
