//! Archives that are fine, and archives that are made to deceive.

use super::*;
use crate::OpenErrorKind;
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
fn check(archive: Vec<u8>, expected: impl Into<OpenError>) {
    assert_eq!(Package::open(archive, &Limits::default()), Err(expected.into()));
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
fn documents_exclude_the_files_of_the_container() {
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
    check([&archive[..], b"\r\n"].concat(), ArchiveFault::BytesAfter { bytes: 2 });
    check([b"x", &archive[..]].concat(), ArchiveFault::BytesBefore { bytes: 1 });
}

#[test]
fn two_archives_in_one_file_are_refused() {
    // Readers that begin at the end find the second, and readers of streams the first.
    let first = two().len() as u64;
    check([two(), archive(&[("c.txt", "")])].concat(), ArchiveFault::BytesBefore { bytes: first });
    let empty = archive(&[]);
    check([&empty[..], &two()].concat(), ArchiveFault::BytesBefore { bytes: 22 });
    check([two(), empty].concat(), ArchiveFault::BytesBefore { bytes: first });
    // The last end record points to where the first archive's directory would be, but there is no directory there.
    let mut moved = [&two()[..], b"PK\x05\x06", &[0; 18]].concat();
    let start = moved.len() - 6;
    moved[start..][..4].copy_from_slice(&u32::try_from(two().len()).unwrap().to_le_bytes());
    check(moved, ArchiveFault::BytesBefore { bytes: first });
}

#[test]
fn an_archive_of_no_entries_is_a_package_of_no_files() {
    let package = Package::open(archive(&[]), &Limits::default()).unwrap();
    assert_eq!(package.entries(), []);
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
fn each_limit_is_allowed_and_one_more_is_not() {
    let exact =
        Limits::default().with_archive_bytes(two().len()).with_content_bytes(5).with_entries(2).with_name_bytes(5);
    assert!(Package::open(two(), &exact).is_ok());
    let refused = |limits: Limits, what, most| {
        let error = Package::open(two(), &limits).unwrap_err();
        assert_eq!(error, OpenErrorKind::TooLarge { what, most }.into());
        assert!(error.is_too_large());
    };
    let bytes = two().len() - 1;
    refused(exact.with_archive_bytes(bytes), LimitKind::ArchiveBytes, bytes as u64);
    refused(exact.with_content_bytes(4), LimitKind::ContentBytes, 4);
    refused(exact.with_entries(1), LimitKind::Entries, 1);
    refused(exact.with_name_bytes(4), LimitKind::NameBytes, 4);
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for name in ["/a", "../a", "a/../../b", "a\\b", "a//b", "C:a", "a\0b", ".", ""] {
        let found = path_fault(name).unwrap();
        check(archive(&[(name, "x")]), EntryFault::Name { found }.at(0));
    }
}

#[test]
fn folders_and_comments_are_facts_that_the_service_refuses() {
    let folder = archive(&[("a.txt", "x"), ("META-INF/", "")]);
    assert_eq!(layout::read(&folder, &Limits::default()).unwrap().entries[1].kind, Kind::Folder);
    check(folder, EntryFault::Folder.at(1));

    let mut commented = two();
    let at = commented.len() - 2;
    commented.splice(at.., *b"\x05\0hello");
    assert_eq!(layout::read(&commented, &Limits::default()).unwrap().comment, b"hello");
    check(commented, ArchiveFault::Comment { bytes: 5 });

    let mut commented = two();
    let (length, end) = (75 + 51 + 32, commented.len() - 22);
    commented[length] = 5;
    commented[end + 12] += 5;
    commented.splice(end..end, *b"hello");
    assert_eq!(layout::read(&commented, &Limits::default()).unwrap().entries[1].comment, b"hello");
    check(commented, EntryFault::Comment { bytes: 5 }.at(1));
}

#[test]
fn meta_inf_has_one_spelling() {
    for name in ["meta-inf/a.txt", "Meta-Inf/signatures.xml", "META-INF/Signatures.xml", "META-\u{131}NF/a", "meta-inf"]
    {
        check(archive(&[(name, "x")]), EntryFault::MetaInfLookAlike.at(0));
    }
    check(archive(&[("META-INF", "x")]), EntryFault::MetaInfLookAlike.at(0));
}

#[test]
fn one_name_twice_is_refused() {
    check(archive(&[("a.txt", "1"), ("a.txt", "2")]), EntryFault::NameTwice.at(1));
    check(archive(&[("a b.txt", "1"), ("a+b.txt", "2")]), EntryFault::NameTwice.at(1));
}

#[test]
fn headers_that_contradict_the_directory_are_refused() {
    // Another name in the local header.
    check(patched(&[(30, b"z")]), EntryFault::NameDiffers.at(0));
    // The second entry of the directory points at the first file: one file twice, one not listed.
    let second = 75 + 51;
    check(patched(&[(second + 42, &[0; 4])]), EntryFault::SamePlace.at(1));
    // The directory has lost the second entry.
    check(patched(&[(two().len() - 22 + 8, &[1, 0, 1, 0])]), ArchiveFault::UncountedRecord { counted: 1 });
    check(patched(&[(two().len() - 22 + 8, &[3, 0, 3, 0])]), ArchiveFault::MissingRecord { counted: 3, found: 2 });
    // The directory is in another order.
    check(patched(&[(75 + 42, &[35]), (second + 42, &[0])]), ArchiveFault::Order);
}

#[test]
fn lies_about_content_are_refused() {
    let second = 75 + 51;
    // The checksum, in header and directory.
    check(patched(&[(35 + 14, &[0; 4]), (second + 16, &[0; 4])]), EntryFault::Checksum.at(1));
    // The content itself.
    check(patched(&[(70, b"B")]), EntryFault::Checksum.at(1));
    // The encryption flag.
    check(patched(&[(35 + 6, &[1]), (second + 8, &[1])]), EntryFault::Encrypted.at(1));
    // Compression 12 is bzip2.
    check(patched(&[(35 + 8, &[12]), (second + 10, &[12])]), EntryFault::Method { found: 12 }.at(1));
    // A length of nearly 4 GiB, compressed and not.
    let most = [0xfe, 0xff, 0xff, 0xff];
    let size = u32::MAX - 1;
    check(patched(&[(35 + 22, &most), (second + 24, &most)]), EntryFault::StoredSizes { compressed: 5, size }.at(1));
    let both = patched(&[(35 + 18, &most), (35 + 22, &most), (second + 20, &most), (second + 24, &most)]);
    check(both, EntryFault::Overlap { bytes: u64::from(size) - 5 }.at(1));
}

#[test]
fn texts_say_what_was_found() {
    let cases: [(OpenError, &str); 6] = [
        (OpenError::not_an_archive("a PDF document"), "expected a ZIP archive, found a PDF document"),
        (OpenError::too_large(LimitKind::Entries, 64), "expected at most 64 entries, found more"),
        (ArchiveFault::Comment { bytes: 9 }.into(), "expected no archive comment, found one of 9 bytes"),
        (
            ArchiveFault::BytesAfter { bytes: 2 }.into(),
            "expected the archive to end with its end record, found 2 bytes after it",
        ),
        (
            EntryFault::Folder.at(2),
            "entry 2: expected a file, found a directory entry; add files without their folders",
        ),
        (
            EntryFault::Attributes { found: "a symbolic link" }.at(0),
            "entry 0: expected the attributes of a file, found those of a symbolic link",
        ),
    ];
    for (error, expected) in cases {
        assert_eq!(error.to_string(), expected);
    }
}
