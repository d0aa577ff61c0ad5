//! The form of an archive's entry: where tools differ, and what no tool should write.
//!
//! Not here: single fields with wrong values (`lie`).
//!
//! Source: `APPNOTE 6.3.10 §4.3`

use super::file::File;
use crate::error::Fault;

/// The form of one entry, or of all. Without a value, a field is as the official Java client writes it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Shape {
    /// Which entry, counted from 0; `None` for all.
    pub(super) entry: Option<usize>,
    pub(super) deflated: Option<bool>,
    pub(super) sizes: Option<Sizes>,
    pub(super) descriptor: Option<Descriptor>,
    /// Instead of the usual flags. Flag 3 is set as `sizes` says.
    pub(super) flags: Option<u16>,
    pub(super) version: Option<u16>,
    pub(super) made_by: Option<u16>,
    /// The external attributes.
    pub(super) attributes: Option<u32>,
    /// Extra fields in hexadecimal.
    pub(super) local_extra: Option<String>,
    pub(super) directory_extra: Option<String>,
    pub(super) comment: Option<String>,
    /// Bytes after the data that its compressed size includes, in hexadecimal.
    pub(super) tail: Option<String>,
    /// Another local entry after the data, which the compressed size includes.
    pub(super) hidden: Option<Hidden>,
    /// How many bytes are missing at the end of the data.
    pub(super) cut: Option<usize>,
    /// Bytes after the entry, in hexadecimal.
    pub(super) gap: Option<String>,
}

/// Where checksum and sizes are, besides the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Sizes {
    /// In the local header.
    Before,
    /// In a descriptor, and zeros in the local header.
    After,
    /// In both.
    Both,
}

/// The form of a descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Descriptor {
    /// Missing, although there should be one.
    None,
    /// 12 bytes.
    Plain,
    /// 16 bytes.
    Signed,
    /// 24 bytes, as with Zip64.
    Wide,
}

/// A stored file in a place where some readers find it.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Hidden {
    name: String,
    text: String,
    /// Whether a descriptor comes before it, as at the end of the data.
    #[serde(default)]
    pub(super) behind_descriptor: bool,
    /// Whether the directory has a record for it, which the end record does not count.
    #[serde(default)]
    pub(super) listed: bool,
}

impl Shape {
    /// The form of entry `index`: if several shapes have a value, the last one is used.
    pub(super) fn of(index: usize, shapes: &[Self]) -> Self {
        let own = shapes.iter().filter(|shape| shape.entry.is_none_or(|entry| entry == index));
        own.fold(Self::default(), |all, shape| {
            let shape = shape.clone();
            Self {
                entry: Some(index),
                deflated: shape.deflated.or(all.deflated),
                sizes: shape.sizes.or(all.sizes),
                descriptor: shape.descriptor.or(all.descriptor),
                flags: shape.flags.or(all.flags),
                version: shape.version.or(all.version),
                made_by: shape.made_by.or(all.made_by),
                attributes: shape.attributes.or(all.attributes),
                local_extra: shape.local_extra.or(all.local_extra),
                directory_extra: shape.directory_extra.or(all.directory_extra),
                comment: shape.comment.or(all.comment),
                tail: shape.tail.or(all.tail),
                hidden: shape.hidden.or(all.hidden),
                cut: shape.cut.or(all.cut),
                gap: shape.gap.or(all.gap),
            }
        })
    }
}

impl Hidden {
    pub(super) fn file(&self) -> File {
        File { name: self.name.clone(), content: self.text.clone().into_bytes(), deflated: false }
    }
}

/// The bytes of a text in hexadecimal.
pub(super) fn bytes(hexadecimal: &str) -> Result<Vec<u8>, Fault> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs.map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?)).collect()
}
