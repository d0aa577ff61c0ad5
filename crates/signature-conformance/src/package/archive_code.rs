//! Why an archive is not read, in the words of the suite.
//!
//! The words and their meaning are listed in `fixtures/schemas/package.schema.json`.

use signature_asice::{ArchiveFault, EntryFault, OpenErrorKind};

pub(super) fn of(kind: &OpenErrorKind) -> &'static str {
    match kind {
        OpenErrorKind::NotAnArchive { .. } => "not-an-archive",
        OpenErrorKind::TooLarge { .. } => "too-large",
        OpenErrorKind::Archive(fault) => of_archive(fault),
        OpenErrorKind::Entry { fault, .. } => of_entry(fault),
        _ => ANOTHER,
    }
}

/// A fault that the suite has no word for. No expected result has it.
const ANOTHER: &str = "another";

fn of_archive(fault: &ArchiveFault) -> &'static str {
    match fault {
        ArchiveFault::BytesBefore { .. }
        | ArchiveFault::BytesAfter { .. }
        | ArchiveFault::BytesInDirectory { .. }
        | ArchiveFault::Comment { .. } => "extra-bytes",
        ArchiveFault::DirectoryEnd { .. }
        | ArchiveFault::MissingRecord { .. }
        | ArchiveFault::UncountedRecord { .. }
        | ArchiveFault::Order => "directory",
        ArchiveFault::SeveralDisks | ArchiveFault::Zip64 { .. } => "unsupported",
        _ => ANOTHER,
    }
}

fn of_entry(fault: &EntryFault) -> &'static str {
    match fault {
        EntryFault::BytesAfter { .. } | EntryFault::Comment { .. } => "extra-bytes",
        EntryFault::NoLocalHeader | EntryFault::SamePlace | EntryFault::Overlap { .. } => "directory",
        EntryFault::Differs { .. } | EntryFault::NameDiffers => "headers-differ",
        EntryFault::Encrypted => "encrypted",
        EntryFault::Method { .. } => "compression",
        EntryFault::Flags { .. }
        | EntryFault::Version { .. }
        | EntryFault::Disk
        | EntryFault::Zip64 { .. }
        | EntryFault::UnicodeField
        | EntryFault::ExtraField { .. }
        | EntryFault::ExtraFields { .. } => "unsupported",
        EntryFault::Attributes { .. } | EntryFault::Folder => "not-a-file",
        EntryFault::NameEncoding
        | EntryFault::NameWithoutUtf8Flag
        | EntryFault::Name { .. }
        | EntryFault::MetaInfLookAlike => "name",
        EntryFault::NameTwice => "name-twice",
        EntryFault::StoredSizes { .. }
        | EntryFault::StoredWithDescriptor
        | EntryFault::NoDescriptor
        | EntryFault::WideDescriptor
        | EntryFault::DescriptorDiffers
        | EntryFault::AmbiguousDescriptor => "sizes",
        EntryFault::NotDeflated
        | EntryFault::DataEndsEarly { .. }
        | EntryFault::DataUnfinished
        | EntryFault::ContentTooLong { .. }
        | EntryFault::ContentTooShort { .. }
        | EntryFault::Checksum => "content",
        _ => ANOTHER,
    }
}
