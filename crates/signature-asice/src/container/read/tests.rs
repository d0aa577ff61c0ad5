//! Archives that are fine, and archives that are made to deceive.

use super::*;
use crate::container::write::ArchiveWriter;

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ArchiveWriter::default();
    for (name, content) in files {
        writer.add(name, Bytes::copy_from_slice(content.as_bytes())).unwrap();
    }
    writer.finish().unwrap().to_bytes()
}

/// Two files; the local headers are at 0 and 35, the directory at 75.
fn two() -> Vec<u8> {
    archive(&[("a.txt", ""), ("b.txt", "bravo")])
}

#[track_caller]
fn check(archive: Vec<u8>, expected: OpenError) {
    assert_eq!(Package::open(archive, &Limits::default()), Err(expected));
}

/// Overwrites bytes at a place.
fn patched(places: &[(usize, &[u8])]) -> Vec<u8> {
    let mut archive = two();
    for (at, bytes) in places {
        archive.iter_mut().skip(*at).zip(*bytes).for_each(|(old, new)| *old = *new);
    }
    archive
}

#[test]
fn what_was_written_is_read_again() {
    let files = [("dokument (2).pdf", "x"), ("æøå 100%.txt", ""), ("manifest.xml", "m"), ("META-INF/a.xml", "s")];
    let package = Package::open(archive(&files), &Limits::default()).unwrap();
    let found: Vec<_> = package.entries().iter().map(|entry| (entry.name(), &entry.content()[..])).collect();
    assert_eq!(found, files.map(|(name, content)| (name, content.as_bytes())));
    assert_eq!(package.manifest().map(|manifest| &manifest[..]), Some(&b"m"[..]));
    for href in ["dokument (2).pdf", "dokument+%282%29.pdf", "dokument%20(2).pdf"] {
        assert_eq!(package.document(href).map(Entry::name), Some("dokument (2).pdf"), "{href}");
    }
    assert_eq!(package.document("dokument.pdf"), None);
    assert_eq!(package.file("dokument+%282%29.pdf"), None);
    assert!(!format!("{package:?}").contains("dokument"));
}

#[test]
fn stored_files_are_not_copied() {
    let archive = Bytes::from(two());
    let package = Package::open(archive.clone(), &Limits::default()).unwrap();
    let content = package.file("b.txt").unwrap();
    assert!(std::ptr::eq(content.as_ptr(), archive[70..].as_ptr()));
}

#[test]
fn a_document_is_no_file_with_a_meaning_of_its_own() {
    let files = [
        ("META-INF/a.pdf", "x"),
        ("META-INF/signatures.xml", "x"),
        ("manifest.xml", "x"),
        ("mimetype", "application/vnd.etsi.asic-e+zip"),
        ("a.pdf", "x"),
    ];
    let package = Package::open(archive(&files), &Limits::default()).unwrap();
    assert_eq!(package.documents().map(Entry::name).collect::<Vec<_>>(), ["a.pdf"]);
    for (name, _) in &files[..4] {
        assert!(package.file(name).is_some(), "{name}");
        assert_eq!(package.document(name), None, "{name}");
    }
    assert_eq!(package.document("META-INF%2Fa.pdf"), None);

    let package = Package::open(archive(&[("mimetype", "something else")]), &Limits::default()).unwrap();
    assert_eq!(package.documents().count(), 1, "a file like others");
}

#[test]
fn every_truncation_is_refused() {
    let archive = two();
    for end in 0..archive.len() {
        assert!(Package::open(archive[..end].to_vec(), &Limits::default()).is_err(), "{end}");
    }
    check([&archive[..], b"x"].concat(), OpenError::NotAnArchive);
    check([b"x", &archive[..]].concat(), OpenError::NotAnArchive);
}

#[test]
fn of_two_archives_none_is_read() {
    // Readers that begin at the end find the second, and readers of streams the first.
    check([two(), archive(&[("c.txt", "")])].concat(), OpenError::NotAnArchive);
    let empty = archive(&[]);
    check([&empty[..], &two()].concat(), OpenError::NotAnArchive);
    check([two(), empty].concat(), OpenError::NotAnArchive);
    // The end of the whole says where the first one's directory would be, and what comes between is no directory.
    let mut moved = [&two()[..], b"PK\x05\x06", &[0; 18]].concat();
    let start = moved.len() - 6;
    moved[start..][..4].copy_from_slice(&u32::try_from(two().len()).unwrap().to_le_bytes());
    check(moved, OpenError::Inconsistent);
}

#[test]
fn no_byte_makes_it_panic() {
    let archive = two();
    for at in 0..archive.len() {
        for value in [0, 1, 0x7f, 0x80, 0xff] {
            let mut changed = archive.clone();
            changed[at] = value;
            _ = Package::open(changed, &Limits::default());
        }
    }
}

#[test]
fn limits_hold_on_and_over() {
    let mut limits = Limits { archive_bytes: two().len(), content_bytes: 5, entries: 2, name_bytes: 5 };
    assert!(Package::open(two(), &limits).is_ok());
    let refused = |limits: &Limits, what, most| {
        assert_eq!(Package::open(two(), limits), Err(OpenError::TooLarge { what, most }));
    };
    limits.archive_bytes -= 1;
    refused(&limits, LimitKind::ArchiveBytes, limits.archive_bytes as u64);
    limits = Limits { content_bytes: 4, ..Limits::default() };
    refused(&limits, LimitKind::ContentBytes, 4);
    limits = Limits { entries: 1, ..Limits::default() };
    refused(&limits, LimitKind::Entries, 1);
    limits = Limits { name_bytes: 4, ..Limits::default() };
    refused(&limits, LimitKind::NameBytes, 4);
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for name in ["/a", "../a", "a/../../b", "a\\b", "a/", "a//b", "C:a", "a\0b", "."] {
        check(archive(&[(name, "x")]), OpenError::Name { index: 0 });
    }
}

#[test]
fn one_name_twice_is_refused() {
    check(archive(&[("a.txt", "1"), ("a.txt", "2")]), OpenError::DuplicateName);
    check(archive(&[("a b.txt", "1"), ("a+b.txt", "2")]), OpenError::DuplicateName);
}

#[test]
fn headers_that_contradict_the_directory_are_refused() {
    // Another name in the local header.
    check(patched(&[(30, b"z")]), OpenError::Inconsistent);
    // The second entry of the directory points at the first file: one file twice, one not listed.
    let second = 75 + 51;
    check(patched(&[(second + 42, &[0; 4])]), OpenError::Inconsistent);
    // The directory has lost the second entry.
    check(patched(&[(two().len() - 22 + 8, &[1, 0, 1, 0])]), OpenError::Inconsistent);
}

#[test]
fn lies_about_content_are_refused() {
    let second = 75 + 51;
    // The checksum, in header and directory.
    check(patched(&[(35 + 14, &[0; 4]), (second + 16, &[0; 4])]), OpenError::Unreadable { index: 1 });
    // The content itself.
    check(patched(&[(70, b"B")]), OpenError::Unreadable { index: 1 });
    // The encryption flag.
    check(patched(&[(35 + 6, &[1]), (second + 8, &[1])]), OpenError::Encrypted { index: 1 });
    // Compression 12 is bzip2.
    check(patched(&[(35 + 8, &[12]), (second + 10, &[12])]), OpenError::Compression { index: 1 });
    // A length of nearly 4 GiB.
    check(
        patched(&[(35 + 22, &[0xfe, 0xff, 0xff, 0xff]), (second + 24, &[0xfe, 0xff, 0xff, 0xff])]),
        OpenError::TooLarge { what: LimitKind::ContentBytes, most: 16 << 20 },
    );
}

/// One file of no bytes whose name is not said to be UTF-8.
fn unflagged(name: &str) -> Vec<u8> {
    let mut archive = archive(&[(name, "")]);
    for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let start = archive.windows(4).position(|window| window == magic).unwrap();
        archive[start..][flags..][..2].copy_from_slice(&[0; 2]);
    }
    archive
}

/// The same with an extra field in the local header, in the directory or in both.
fn with_extra_field(field: &[u8], local: bool, central: bool) -> Vec<u8> {
    let plain = unflagged("a.txt");
    let (header, rest) = plain.split_at(35);
    let (directory, end) = rest.split_at(51);
    let length = u16::try_from(field.len()).unwrap().to_le_bytes();
    let longer = |header: &[u8], length_at: usize| {
        let mut longer = [header, field].concat();
        longer[length_at..][..2].copy_from_slice(&length);
        longer
    };
    let header = if local { longer(header, 28) } else { header.to_vec() };
    let directory = if central { longer(directory, 30) } else { directory.to_vec() };
    let mut end = end.to_vec();
    end[12..16].copy_from_slice(&u32::try_from(directory.len()).unwrap().to_le_bytes());
    end[16..20].copy_from_slice(&u32::try_from(header.len()).unwrap().to_le_bytes());
    [header, directory, end].concat()
}

#[test]
fn a_second_name_in_an_extra_field_is_refused() {
    let mut field = vec![0x75, 0x70, 10, 0, 1];
    field.extend(crc32fast::hash(b"a.txt").to_le_bytes());
    field.extend(b"A.txt");
    check(with_extra_field(&field, true, true), OpenError::AmbiguousName { index: 0 });
    check(with_extra_field(&field, true, false), OpenError::Inconsistent);
    check(with_extra_field(&field, false, true), OpenError::Inconsistent);
    // Readers skip the field if its checksum is not that of the header's name.
    field[5] ^= 1;
    check(with_extra_field(&field, true, true), OpenError::AmbiguousName { index: 0 });
    // Any other field, here a time, is nobody's name.
    let time = [0x55, 0x54, 5, 0, 1, 0, 0, 0, 0];
    assert!(Package::open(with_extra_field(&time, true, true), &Limits::default()).is_ok());
}

#[test]
fn a_name_that_is_not_ascii_must_say_that_it_is_utf8() {
    check(unflagged("bø.txt"), OpenError::AmbiguousName { index: 0 });
    assert!(Package::open(unflagged("b.txt"), &Limits::default()).is_ok());
}
