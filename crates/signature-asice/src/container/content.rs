//! The content of an entry: a part of the archive, or inflated from one.
//!
//! Source: `appnote#4.4`, `RFC 1951`

use std::ops::Range;

use bytes::Bytes;
use flate2::{Decompress, FlushDecompress, Status};

use super::EntryFault;
use super::layout::{LayoutEntry, Method};

/// The content of `entry`, whose checksum and size are right. Stored content shares the bytes of `archive`.
///
/// Allocates memory for the size that the entry declares: the caller first compares it with a limit.
pub(super) fn read(archive: &Bytes, entry: &LayoutEntry<'_>) -> Result<Bytes, EntryFault> {
    let content = match entry.method {
        Method::Stored => stored(archive, &entry.data)?,
        Method::Deflated => inflated(archive, &entry.data, entry.size)?,
    };
    if crc32fast::hash(&content) == entry.checksum { Ok(content) } else { Err(EntryFault::Checksum) }
}

/// A part of the archive: nothing is copied.
fn stored(archive: &Bytes, data: &Range<usize>) -> Result<Bytes, EntryFault> {
    // The layout has found these bytes in the archive.
    let part = archive.get(data.clone()).ok_or(EntryFault::NoLocalHeader)?;
    Ok(archive.slice_ref(part))
}

/// Inflates the data, if it is one deflate stream that ends exactly with the last byte of the data.
fn inflated(archive: &Bytes, data: &Range<usize>, size: u32) -> Result<Bytes, EntryFault> {
    let data = archive.get(data.clone()).ok_or(EntryFault::NoLocalHeader)?;
    let length = usize::try_from(size).ok().and_then(|size| size.checked_add(1));
    // One byte more than the size, so that longer content shows.
    let mut content = vec![0; length.ok_or(EntryFault::ContentTooLong { size })?];
    let mut inflate = Decompress::new(false);
    loop {
        let (used, written) = (inflate.total_in(), inflate.total_out());
        let (input, output) = (remainder(data, used), usize::try_from(written).unwrap_or(usize::MAX));
        let output = content.get_mut(output..).unwrap_or_default();
        let status = inflate.decompress(input, output, FlushDecompress::Finish).map_err(|_| EntryFault::NotDeflated)?;
        if status == Status::StreamEnd {
            break;
        }
        if (inflate.total_in(), inflate.total_out()) == (used, written) {
            let is_full = inflate.total_out() > u64::from(size);
            return Err(if is_full { EntryFault::ContentTooLong { size } } else { EntryFault::DataUnfinished });
        }
    }
    let unused = remainder(data, inflate.total_in()).len();
    if unused > 0 {
        return Err(EntryFault::DataEndsEarly { unused: unused as u64 });
    }
    match inflate.total_out() {
        found if found > u64::from(size) => Err(EntryFault::ContentTooLong { size }),
        found if found < u64::from(size) => Err(EntryFault::ContentTooShort { size, found }),
        _ => {
            content.pop();
            Ok(content.into())
        }
    }
}

/// What is left of the data after its first `used` bytes.
fn remainder(data: &[u8], used: u64) -> &[u8] {
    usize::try_from(used).ok().and_then(|used| data.get(used..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Deflate for "abc" in one block of fixed codes, and for an empty input.
    const ABC: [u8; 5] = [0x4b, 0x4c, 0x4a, 0x06, 0x00];
    const NOTHING: [u8; 2] = [0x03, 0x00];

    #[track_caller]
    fn check(data: &[u8], size: u32, expected: Result<&[u8], EntryFault>) {
        let archive = Bytes::copy_from_slice(data);
        assert_eq!(inflated(&archive, &(0..data.len()), size).as_deref(), expected.as_deref());
    }

    #[test]
    fn a_stream_ends_exactly_with_its_data_and_gives_exactly_its_size() {
        check(&ABC, 3, Ok(b"abc"));
        check(&NOTHING, 0, Ok(b""));
        check(&ABC, 2, Err(EntryFault::ContentTooLong { size: 2 }));
        check(&ABC, 0, Err(EntryFault::ContentTooLong { size: 0 }));
        check(&ABC, 4, Err(EntryFault::ContentTooShort { size: 4, found: 3 }));
        check(&ABC[..4], 3, Err(EntryFault::DataUnfinished));
        check(&[], 0, Err(EntryFault::DataUnfinished));
        check(&[&ABC[..], b"x"].concat(), 3, Err(EntryFault::DataEndsEarly { unused: 1 }));
        check(&[&ABC[..], &NOTHING].concat(), 3, Err(EntryFault::DataEndsEarly { unused: 2 }));
        check(&[0xff, 0xff], 3, Err(EntryFault::NotDeflated));
    }
}
