//! What an entry is, from its attributes and its name.
//!
//! The upper half of the attributes is the mode of Unix, the lower half has the attributes of Windows. The system that
//! made the entry is ignored, because readers differ in how they use it.
//!
//! Source: `appnote#4.4.15`; Info-ZIP's `unzip`

use crate::container::EntryFault;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::container) enum Kind {
    File,
    /// Its name ends with `/`, and it has no content.
    Folder,
}

const VOLUME_LABEL: u32 = 0x08;
const FOLDER: u32 = 0x10;
const DEVICE: u32 = 0x40;
const REPARSE_POINT: u32 = 0x400;

/// The kind of an entry with content of `size` bytes.
pub(super) fn kind(attributes: u32, name: &str, size: u32) -> Result<Kind, EntryFault> {
    let another = |found| Err(EntryFault::Attributes { found });
    let is_folder = match attributes >> 28 {
        0 => attributes & FOLDER != 0,
        0o04 => true,
        0o10 if attributes & FOLDER == 0 => false,
        0o10 => return another("a file and a folder at once"),
        0o12 => return another("a symbolic link"),
        0o01 => return another("a named pipe"),
        0o02 | 0o06 => return another("a device"),
        0o14 => return another("a socket"),
        _ => return another("an unknown type of Unix"),
    };
    if attributes & REPARSE_POINT != 0 {
        return another("a symbolic link of Windows");
    }
    if attributes & (VOLUME_LABEL | DEVICE) != 0 {
        return another("a volume label or a device");
    }
    let is_regular = attributes >> 28 == 0o10;
    match (name.ends_with('/'), is_folder) {
        (false, false) => Ok(Kind::File),
        (false, true) => another("a folder"),
        (true, _) if is_regular => another("a file with the name of a folder"),
        (true, _) if size > 0 => Err(EntryFault::Name { found: "the name of a folder for a file with content" }),
        (true, _) => Ok(Kind::Folder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(attributes: u32, name: &str, expected: Result<Kind, &'static str>) {
        let expected = expected.map_err(|found| EntryFault::Attributes { found });
        assert_eq!(kind(attributes, name, 0), expected);
    }

    #[test]
    fn what_usual_tools_write_for_files_is_a_file() {
        // Nothing (Java), the mode alone (Python), with the type (Info-ZIP, libzip), archive (Windows), 7-Zip, macOS.
        for attributes in [0, 0o600 << 16, 0o100_644 << 16, 0o100_666 << 16, 0x20, 0x81a4_8020, 0x81a4_4000] {
            check(attributes, "a", Ok(Kind::File));
        }
    }

    #[test]
    fn folders_are_recognized_by_their_names() {
        for attributes in [0, 0x10, 0o040_755 << 16, 0o040_755 << 16 | 0x10] {
            check(attributes, "a/", Ok(Kind::Folder));
        }
        check(0x10, "a", Err("a folder"));
        check(0o040_755 << 16, "a", Err("a folder"));
        check(0o100_644 << 16, "a/", Err("a file with the name of a folder"));
        check(0o100_644 << 16 | 0x10, "a/", Err("a file and a folder at once"));
        assert!(kind(0, "a/", 1).is_err());
    }

    #[test]
    fn everything_else_is_named() {
        check(0o120_777 << 16, "a", Err("a symbolic link"));
        check(0o010_644 << 16, "a", Err("a named pipe"));
        check(0o020_644 << 16, "a", Err("a device"));
        check(0o060_644 << 16, "a", Err("a device"));
        check(0o140_644 << 16, "a", Err("a socket"));
        check(0o160_644 << 16, "a", Err("an unknown type of Unix"));
        check(0x400, "a", Err("a symbolic link of Windows"));
        check(0x08, "a", Err("a volume label or a device"));
    }
}
