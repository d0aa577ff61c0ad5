//! Whether every reader of an archive finds the same name for an entry.
//!
//! The `zip` crate has compared the names of both headers by now, but after it replaced them with those of Unicode Path
//! fields, which other readers ignore. Nor does it mind bytes that some take for UTF-8 and others for code page 437.
//!
//! Source: `APPNOTE 6.3.10 §4.3, §4.4.4, §4.6.9`

/// Names are UTF-8.
const UTF8_NAMES: u16 = 1 << 11;
/// The extra field with a name that shall replace the header's.
const UNICODE_PATH: u16 = 0x7075;

/// Where a header has what is read here.
struct Layout {
    flags: usize,
    /// The length of the extra fields follows.
    name_length: usize,
    /// The extra fields follow.
    name: usize,
}

const CENTRAL: Layout = Layout { flags: 8, name_length: 28, name: 46 };
const LOCAL: Layout = Layout { flags: 6, name_length: 26, name: 30 };

/// Whether the headers at these places in `archive` leave no doubt about their name.
pub(super) fn agree(archive: &[u8], central: u64, local: u64) -> bool {
    [(central, CENTRAL), (local, LOCAL)].into_iter().all(|(start, layout)| {
        let header = usize::try_from(start).ok().and_then(|start| archive.get(start..));
        header.and_then(|header| has_one_name(header, &layout)).unwrap_or(false)
    })
}

/// `None` if the header ends too early.
fn has_one_name(header: &[u8], layout: &Layout) -> Option<bool> {
    let (flags, _) = number(header.get(layout.flags..)?)?;
    let (name_length, rest) = number(header.get(layout.name_length..)?)?;
    let (extra_length, _) = number(rest)?;
    let (name, rest) = header.get(layout.name..)?.split_at_checked(name_length.into())?;
    let mut extra = rest.get(..extra_length.into())?;
    while !extra.is_empty() {
        let (kind, rest) = number(extra)?;
        let (length, rest) = number(rest)?;
        if kind == UNICODE_PATH {
            return Some(false);
        }
        extra = rest.get(length.into()..)?;
    }
    Some(name.is_ascii() || flags & UTF8_NAMES != 0)
}

/// The first two bytes as a number, and what follows.
fn number(bytes: &[u8]) -> Option<(u16, &[u8])> {
    bytes.split_first_chunk().map(|(number, rest)| (u16::from_le_bytes(*number), rest))
}
