//! The layout of an archive: exactly its entries, back to back from byte 0, then exactly the records of its
//! directory, then the end record.
//!
//! Readers find entries in different ways: in the directory, by walking from entry to entry, or by searching for
//! signatures. The format states many things twice. This reader compares both places and accounts for every byte, so that
//! all of them find the same entries with the same content. Comments and folders are only reported here; `read`
//! refuses them.
//!
//! Not here: the rules of the service (`read`) and the content of entries (`content`).
//!
//! Source: `appnote#4.3`, `decisions.md`

mod attributes;
mod descriptor;
mod directory_record;
mod end_record;
mod extra_fields;
mod fields;
mod local_header;
mod method;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Range;

use super::{ArchiveFault, EntryFault, LimitKind, Limits, OpenError};
use directory_record::DirectoryRecord;
use end_record::EndRecord;
use fields::Fields;

pub(super) use attributes::Kind;
pub(super) use method::Method;

/// What an archive is made of.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    pub(super) entries: Vec<LayoutEntry<'a>>,
    /// The comment of the archive, which is mostly empty.
    pub(super) comment: &'a [u8],
}

/// One entry, as both of its headers describe it.
#[derive(Debug)]
pub(super) struct LayoutEntry<'a> {
    pub(super) name: &'a str,
    pub(super) kind: Kind,
    pub(super) method: Method,
    /// Where the data is in the archive.
    pub(super) data: Range<usize>,
    /// Of the content.
    pub(super) checksum: u32,
    /// Of the content.
    pub(super) size: u32,
    pub(super) comment: &'a [u8],
}

/// Reads the layout of a whole archive.
pub(super) fn read<'a>(archive: &'a [u8], limits: &Limits) -> Result<Layout<'a>, OpenError> {
    if archive.len() > limits.archive_bytes() {
        return Err(OpenError::too_large(LimitKind::ArchiveBytes, limits.archive_bytes() as u64));
    }
    let end = EndRecord::find(archive)?;
    if usize::from(end.records) > limits.entries() {
        return Err(OpenError::too_large(LimitKind::Entries, limits.entries() as u64));
    }
    let records = records(archive, &end)?;
    let places = places(&records, &end)?;
    let mut names = BTreeSet::new();
    let mut entries = Vec::new();
    for (index, (record, place)) in records.iter().zip(places).enumerate() {
        let entry = entry(archive, record, place, limits).map_err(|refusal| match refusal {
            Refusal::Fault(fault) => fault.at(index),
            Refusal::TooLarge(what, most) => OpenError::too_large(what, most),
        })?;
        if !names.insert(entry.name) {
            return Err(EntryFault::NameTwice.at(index));
        }
        entries.push(entry);
    }
    Ok(Layout { entries, comment: end.comment })
}

/// Reads exactly the counted records, which fill the directory.
fn records<'a>(archive: &'a [u8], end: &EndRecord<'a>) -> Result<Vec<DirectoryRecord<'a>>, OpenError> {
    let directory = archive.get(end.directory.clone()).unwrap_or_default();
    let mut fields = Fields::new(directory);
    let mut records = Vec::new();
    for found in 0..end.records {
        let record = DirectoryRecord::read(&mut fields);
        let record = record.ok_or(ArchiveFault::MissingRecord { counted: end.records, found })?;
        record.check().map_err(|fault| fault.at(found.into()))?;
        records.push(record);
    }
    let rest = fields.rest();
    match rest {
        [] => Ok(records),
        _ if rest.starts_with(end_record::ZIP64_END) => Err(ArchiveFault::Zip64 { found: "a Zip64 end record" }.into()),
        _ if rest.starts_with(end_record::ZIP64_LOCATOR) => {
            Err(ArchiveFault::Zip64 { found: "a Zip64 locator" }.into())
        }
        _ if rest.starts_with(directory_record::SIGNATURE) => {
            Err(ArchiveFault::UncountedRecord { counted: end.records }.into())
        }
        _ => Err(ArchiveFault::BytesInDirectory { bytes: rest.len() as u64 }.into()),
    }
}

/// The range of each entry: from byte 0 to the directory without a gap, in the order of the directory.
fn places(records: &[DirectoryRecord<'_>], end: &EndRecord<'_>) -> Result<Vec<Range<usize>>, OpenError> {
    let starts = || records.iter().map(DirectoryRecord::start);
    let first = starts().min().unwrap_or(end.directory.start);
    if first > 0 {
        return Err(ArchiveFault::BytesBefore { bytes: first as u64 }.into());
    }
    let mut places = Vec::new();
    for (index, (start, next)) in starts().zip(starts().skip(1).chain([end.directory.start])).enumerate() {
        let next_index = index.saturating_add(1);
        match start.cmp(&next) {
            Ordering::Less => places.push(start..next),
            _ if next_index == records.len() => return Err(EntryFault::NoLocalHeader.at(index)),
            Ordering::Equal => return Err(EntryFault::SamePlace.at(next_index)),
            Ordering::Greater => return Err(ArchiveFault::Order.into()),
        }
    }
    Ok(places)
}

/// Why an entry is refused.
enum Refusal {
    Fault(EntryFault),
    TooLarge(LimitKind, u64),
}

impl From<EntryFault> for Refusal {
    fn from(fault: EntryFault) -> Self {
        Self::Fault(fault)
    }
}

/// The entry at `place`, which it must fill.
fn entry<'a>(
    archive: &'a [u8],
    record: &DirectoryRecord<'a>,
    place: Range<usize>,
    limits: &Limits,
) -> Result<LayoutEntry<'a>, Refusal> {
    let header = &record.header;
    if header.name.len() > limits.name_bytes() {
        return Err(Refusal::TooLarge(LimitKind::NameBytes, limits.name_bytes() as u64));
    }
    let method = header.method()?;
    let name = header.name()?;
    let kind = attributes::kind(record.external_attributes, name, header.size)?;
    let local_end = local_header::check(archive, place.start, header)?;
    let length = usize::try_from(header.compressed_size).map_err(|_| EntryFault::Zip64 { found: "a large size" })?;
    let data_end = local_end.checked_add(length).ok_or(EntryFault::Overlap { bytes: u64::from(u32::MAX) })?;
    let after = match place.end.checked_sub(data_end) {
        Some(after) => archive.get(data_end..data_end.saturating_add(after)).unwrap_or_default(),
        None => return Err(EntryFault::Overlap { bytes: data_end.saturating_sub(place.end) as u64 }.into()),
    };
    if header.has_descriptor() {
        descriptor::check(after, header)?;
    } else if !after.is_empty() {
        return Err(EntryFault::BytesAfter { bytes: after.len() as u64 }.into());
    }
    Ok(LayoutEntry {
        name,
        kind,
        method,
        data: local_end..data_end,
        checksum: header.checksum,
        size: header.size,
        comment: record.comment,
    })
}
