//! Extra fields: only times and owners are allowed, because they do not change the content.
//!
//! Their contents are checked too, because some readers fail on fields that are cut off.
//!
//! Source: `appnote#4.5`, `appnote#4.6`; Info-ZIP's `extrafld.txt` for 0x5455 and 0x7875

use super::fields::Fields;
use crate::container::EntryFault;

const ZIP64: u16 = 0x0001;
/// Times of Windows.
const NTFS: u16 = 0x000a;
/// Times of Unix.
const TIMES: u16 = 0x5455;
/// A user and a group of Unix.
const OWNER: u16 = 0x7875;
const UNICODE_COMMENT: u16 = 0x6375;
const UNICODE_PATH: u16 = 0x7075;
const AES_ENCRYPTION: u16 = 0x9901;

/// In which header the fields stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Local,
    Directory,
}

/// Checks all extra fields of a header.
pub(super) fn check(extra: &[u8], place: Place) -> Result<(), EntryFault> {
    let mut fields = Fields::new(extra);
    let mut seen = [NTFS, TIMES, OWNER].map(|id| (id, false));
    while !fields.rest().is_empty() {
        let cut_off = EntryFault::ExtraFields { found: "a field that is cut off" };
        let (id, length) = fields.u16().zip(fields.u16()).ok_or(cut_off)?;
        let field = fields.bytes(length.into()).ok_or(cut_off)?;
        match id {
            ZIP64 => return Err(EntryFault::Zip64 { found: "a Zip64 extra field" }),
            UNICODE_COMMENT | UNICODE_PATH => return Err(EntryFault::UnicodeField),
            AES_ENCRYPTION => return Err(EntryFault::Encrypted),
            _ => {}
        }
        let (_, is_there) =
            seen.iter_mut().find(|(known, _)| *known == id).ok_or(EntryFault::ExtraField { found: id })?;
        if std::mem::replace(is_there, true) {
            return Err(EntryFault::ExtraFields { found: "a field twice" });
        }
        let is_well_formed = match id {
            TIMES => is_times(field, place),
            OWNER => is_owner(field).is_some(),
            _ => is_ntfs(field).is_some(),
        };
        if !is_well_formed {
            return Err(EntryFault::ExtraFields { found: "a field with other content than its identifier says" });
        }
    }
    Ok(())
}

/// A byte that says which of three times follow, and four bytes for each of them; the directory has at most the first,
/// whatever the byte says.
fn is_times(field: &[u8], place: Place) -> bool {
    let Some((&present, times)) = field.split_first() else { return false };
    let announced = usize::try_from((present & 0b111).count_ones()).unwrap_or_default();
    let length = announced.saturating_mul(4);
    match place {
        Place::Local => times.len() == length,
        Place::Directory => times.len() == length || times.len() == usize::from(present & 1).saturating_mul(4),
    }
}

/// The version 1, and two numbers with their lengths.
fn is_owner(field: &[u8]) -> Option<()> {
    let mut fields = Fields::new(field);
    let version = fields.byte()?;
    for _ in ["user", "group"] {
        let length = fields.byte()?;
        fields.bytes(length.into())?;
    }
    (version == 1 && fields.rest().is_empty()).then_some(())
}

/// Four reserved bytes, and attributes with their lengths; the first one is three times.
fn is_ntfs(field: &[u8]) -> Option<()> {
    let mut fields = Fields::new(field);
    fields.u32()?;
    while !fields.rest().is_empty() {
        let (tag, length) = (fields.u16()?, fields.u16()?);
        fields.bytes(length.into())?;
        if tag == 1 && length != 24 {
            return None;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUT_OFF: Result<(), EntryFault> = Err(EntryFault::ExtraFields { found: "a field that is cut off" });
    const OTHER: Result<(), EntryFault> =
        Err(EntryFault::ExtraFields { found: "a field with other content than its identifier says" });

    #[track_caller]
    fn found(id: u16, content: &[u8], place: Place, expected: Result<(), EntryFault>) {
        let length = u16::try_from(content.len()).unwrap();
        let field = [&id.to_le_bytes()[..], &length.to_le_bytes(), content].concat();
        assert_eq!(check(&field, place), expected);
        if expected.is_ok() {
            assert_eq!(check(field.split_last().unwrap().1, place), CUT_OFF);
            assert_eq!(check(&[&field[..], &[0]].concat(), place), CUT_OFF);
            assert_eq!(check(&field.repeat(2), place), Err(EntryFault::ExtraFields { found: "a field twice" }));
        }
    }

    #[test]
    fn times_are_as_many_as_announced() {
        for place in [Place::Local, Place::Directory] {
            found(TIMES, &[1, 0, 0, 0, 0], place, Ok(()));
            found(TIMES, &[0], place, Ok(()));
            found(TIMES, &[], place, OTHER);
            found(TIMES, &[1, 0, 0, 0], place, OTHER);
            found(TIMES, &[1; 9], place, OTHER);
        }
        found(TIMES, &[3; 9], Place::Local, Ok(()));
        found(TIMES, &[3; 5], Place::Local, OTHER);
        // Info-ZIP says in the directory which times the local header has.
        found(TIMES, &[3; 5], Place::Directory, Ok(()));
        found(TIMES, &[3; 9], Place::Directory, Ok(()));
    }

    #[test]
    fn owners_are_two_numbers() {
        found(OWNER, &[1, 4, 0, 0, 0, 0, 4, 0, 0, 0, 0], Place::Local, Ok(()));
        found(OWNER, &[1, 4, 0, 0, 0, 0, 4, 0, 0, 0], Place::Local, OTHER);
        found(OWNER, &[2, 0, 0], Place::Local, OTHER);
        found(OWNER, &[1, 0, 0, 0], Place::Local, OTHER);
    }

    #[test]
    fn windows_times_are_three() {
        let times = [&[0, 0, 0, 0, 1, 0, 24, 0][..], &[0; 24]].concat();
        found(NTFS, &times, Place::Local, Ok(()));
        found(NTFS, &times[..31], Place::Local, OTHER);
        found(NTFS, &[0, 0, 0, 0, 1, 0, 1, 0, 9], Place::Local, OTHER);
        found(NTFS, &[0; 3], Place::Local, OTHER);
    }

    #[test]
    fn fields_with_a_meaning_for_readers_are_refused_by_name() {
        let place = Place::Directory;
        found(ZIP64, &[0; 8], place, Err(EntryFault::Zip64 { found: "a Zip64 extra field" }));
        found(UNICODE_PATH, &[1, 0, 0, 0, 0, b'a'], place, Err(EntryFault::UnicodeField));
        found(AES_ENCRYPTION, &[2, 0, b'A', b'E', 3, 8, 0], place, Err(EntryFault::Encrypted));
        found(0xcafe, &[], place, Err(EntryFault::ExtraField { found: 0xcafe }));
    }
}
