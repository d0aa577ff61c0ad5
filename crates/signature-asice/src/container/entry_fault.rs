//! What can be wrong with one entry of an archive.

use std::fmt;

use super::byte_count::count;

/// What is wrong with one entry of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryFault {
    /// There is no whole local header where the directory says that there is one.
    NoLocalHeader,
    /// A field has one value in the local header and another in the directory.
    Differs {
        /// Which field.
        field: HeaderField,
        /// The value in the local header.
        local: u32,
        /// The value in the directory.
        directory: u32,
    },
    /// The local header has another name than the directory.
    NameDiffers,
    /// The entry is encrypted.
    Encrypted,
    /// A flag other than those for the level of compression, a descriptor and UTF-8 names.
    Flags {
        /// The flags that must not be set.
        found: u16,
    },
    /// A method of compression other than stored and deflated.
    Method {
        /// Its number.
        found: u16,
    },
    /// A later version of the format than 2.0 is needed to read the entry.
    Version {
        /// The version, times ten.
        found: u16,
    },
    /// The entry says that it is on another disk.
    Disk,
    /// A Zip64 field or value.
    Zip64 {
        /// Which one.
        found: &'static str,
    },
    /// An extra field that gives the entry a second name or comment.
    UnicodeField,
    /// An extra field that is not one of the known times and owners.
    ExtraField {
        /// Its identifier.
        found: u16,
    },
    /// Extra fields that are not well-formed.
    ExtraFields {
        /// What is wrong with them.
        found: &'static str,
    },
    /// A comment.
    Comment {
        /// Its length.
        bytes: u16,
    },
    /// Attributes that make the entry something other than a file.
    Attributes {
        /// What the entry would be.
        found: &'static str,
    },
    /// An entry for a folder, such as `META-INF/`.
    Folder,
    /// A name that is not UTF-8.
    NameEncoding,
    /// A name outside ASCII without the flag for UTF-8, which some readers take for another encoding.
    NameWithoutUtf8Flag,
    /// A name that is not a plain relative path.
    Name {
        /// What it is.
        found: &'static str,
    },
    /// A folder that differs from `META-INF`, or a file in it that differs from `signatures.xml`, only by case.
    MetaInfLookAlike,
    /// The name of an earlier entry, or one that is the same after form-decoding.
    NameTwice,
    /// A stored entry with two different sizes.
    StoredSizes {
        /// The size as stored.
        compressed: u32,
        /// The size of the content.
        size: u32,
    },
    /// A stored entry whose sizes are promised in a descriptor after it: a reader of streams cannot find its end.
    StoredWithDescriptor,
    /// The entry is where the one before it is.
    SamePlace,
    /// The entry reaches into what follows it.
    Overlap {
        /// By how many bytes.
        bytes: u64,
    },
    /// Bytes between the entry and what follows it.
    BytesAfter {
        /// How many.
        bytes: u64,
    },
    /// There is no descriptor after the content, though a flag promises one.
    NoDescriptor,
    /// The descriptor has the sizes of Zip64.
    WideDescriptor,
    /// The descriptor has another checksum or other sizes than the directory.
    DescriptorDiffers,
    /// The descriptor has no signature, and a checksum that looks like one.
    AmbiguousDescriptor,
    /// The content is not what the method says.
    NotDeflated,
    /// The compressed data ends before its compressed size.
    DataEndsEarly {
        /// How many bytes are left.
        unused: u64,
    },
    /// The compressed data does not end at its compressed size.
    DataUnfinished,
    /// The content has more bytes than its size.
    ContentTooLong {
        /// The size.
        size: u32,
    },
    /// The content has fewer bytes than its size.
    ContentTooShort {
        /// The size.
        size: u32,
        /// How many bytes there are.
        found: u64,
    },
    /// The content has another checksum.
    Checksum,
}

/// A field that is in both headers of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderField {
    /// The version needed to read the entry.
    Version,
    /// The flags.
    Flags,
    /// The method of compression.
    Method,
    /// The checksum.
    Checksum,
    /// The size as stored in the archive.
    CompressedSize,
    /// The size of the content.
    Size,
}

impl fmt::Display for HeaderField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Version => "version",
            Self::Flags => "flags",
            Self::Method => "method",
            Self::Checksum => "checksum",
            Self::CompressedSize => "compressed size",
            Self::Size => "size",
        })
    }
}

impl fmt::Display for EntryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLocalHeader => f.write_str("expected a local header where the directory says, found other bytes"),
            Self::Differs { field, local, directory } => write!(
                f,
                "expected the same {field} in both headers, found {local:#x} in the local one and {directory:#x} in the directory"
            ),
            Self::NameDiffers => f.write_str("expected the same name in both headers, found two names"),
            Self::Encrypted => f.write_str("expected open content, found encryption"),
            Self::Flags { found } => write!(f, "expected no flags but 1, 2, 3 and 11, found {found:#06x}"),
            Self::Method { found } => write!(f, "expected the method stored (0) or deflated (8), found {found}"),
            Self::Version { found } => write!(f, "expected version 20 or less to be needed, found {found}"),
            Self::Disk => f.write_str("expected the entry on this disk, found another"),
            Self::Zip64 { found } => write!(f, "expected an entry without Zip64, found {found}"),
            Self::UnicodeField => f.write_str("expected one name and comment, found another in a Unicode extra field"),
            Self::ExtraField { found } => {
                write!(f, "expected only the extra fields 0x5455, 0x7875 and 0x000a, found {found:#06x}")
            }
            Self::ExtraFields { found } => write!(f, "expected well-formed extra fields, found {found}"),
            Self::Comment { bytes } => write!(f, "expected no comment, found one of {}", count((*bytes).into())),
            Self::Attributes { found } => write!(f, "expected the attributes of a file, found those of {found}"),
            Self::Folder => f.write_str("expected a file, found a directory entry; add files without their folders"),
            Self::NameEncoding => f.write_str("expected a name in UTF-8, found other bytes"),
            Self::NameWithoutUtf8Flag => {
                f.write_str("expected flag 11 for a name outside ASCII, found it unset; write names as UTF-8")
            }
            Self::Name { found } => write!(f, "expected a plain relative path as the name, found {found}"),
            Self::MetaInfLookAlike => {
                f.write_str("expected META-INF and its signatures.xml in this very case, found another case")
            }
            Self::NameTwice => f.write_str("expected a name of its own, found the name of an earlier entry"),
            Self::StoredSizes { compressed, size } => {
                write!(f, "expected one size of stored content, found {compressed} and {size}")
            }
            Self::StoredWithDescriptor => {
                f.write_str("expected the size of stored content before it, found a descriptor after it")
            }
            Self::SamePlace => f.write_str("expected a place of its own, found the place of the entry before"),
            Self::Overlap { bytes } => {
                write!(f, "expected the entry to end where the next one begins, found {} too many", count(*bytes))
            }
            Self::BytesAfter { bytes } => {
                write!(
                    f,
                    "expected the next entry or the directory right after this one, found {} in between",
                    count(*bytes)
                )
            }
            Self::NoDescriptor => f.write_str("expected a descriptor after the content, as flag 3 says, found none"),
            Self::WideDescriptor => f.write_str("expected a descriptor of 12 or 16 bytes, found one of Zip64"),
            Self::DescriptorDiffers => {
                f.write_str("expected checksum and sizes of the directory in the descriptor, found others")
            }
            Self::AmbiguousDescriptor => {
                f.write_str("expected a descriptor with a signature, as the checksum looks like one, found none")
            }
            Self::NotDeflated => f.write_str("expected deflated content, found other bytes"),
            Self::DataEndsEarly { unused } => {
                write!(
                    f,
                    "expected every compressed byte to be used, found {} after the end of the content",
                    count(*unused)
                )
            }
            Self::DataUnfinished => {
                f.write_str("expected the compressed content to end at its compressed size, found no end")
            }
            Self::ContentTooLong { size } => write!(f, "expected {} of content, found more", count((*size).into())),
            Self::ContentTooShort { size, found } => {
                write!(f, "expected {} of content, found {found}", count((*size).into()))
            }
            Self::Checksum => f.write_str("expected content with the checksum of its header, found another"),
        }
    }
}
