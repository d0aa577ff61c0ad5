//! The descriptor: checksum and sizes after the content, for writers that did not know them before.
//!
//! It has 12 bytes, or 16 with an optional signature. A reader of streams recognizes the longer form by that signature;
//! here the place where the next entry begins decides which form it must be.
//!
//! Source: `appnote#4.3.9`

use super::local_header::Header;
use crate::container::EntryFault;

const SIGNATURE: [u8; 4] = *b"PK\x07\x08";

/// Checks the bytes between the data of an entry and what follows it.
pub(super) fn check(found: &[u8], header: &Header<'_>) -> Result<(), EntryFault> {
    let numbers = [header.checksum, header.compressed_size, header.size].map(u32::to_le_bytes);
    let plain = numbers.concat();
    match found.len() {
        0 => Err(EntryFault::NoDescriptor),
        // A reader of streams would take the checksum for the signature.
        12 if found == plain && found.starts_with(&SIGNATURE) => Err(EntryFault::AmbiguousDescriptor),
        12 if found == plain => Ok(()),
        16 if found.strip_prefix(&SIGNATURE) == Some(&plain) => Ok(()),
        12 | 16 => Err(EntryFault::DescriptorDiffers),
        20 | 24 if is_wide(found, header) => Err(EntryFault::WideDescriptor),
        length => Err(match [&SIGNATURE[..], &plain].concat() {
            signed if found.starts_with(&signed) => EntryFault::BytesAfter { bytes: length.saturating_sub(16) as u64 },
            _ if found.starts_with(&plain) => EntryFault::BytesAfter { bytes: length.saturating_sub(12) as u64 },
            _ => EntryFault::DescriptorDiffers,
        }),
    }
}

/// Whether it has the sizes in eight bytes each.
fn is_wide(found: &[u8], header: &Header<'_>) -> bool {
    let sizes = [header.compressed_size, header.size].map(|size| u64::from(size).to_le_bytes()).concat();
    found.strip_prefix(&SIGNATURE).unwrap_or(found) == [&header.checksum.to_le_bytes()[..], &sizes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(parts: &[&[u8]], checksum: u32, expected: Result<(), EntryFault>) {
        let header =
            Header { version: 20, flags: 8, method: 8, checksum, compressed_size: 2, size: 0, name: b"a", extra: b"" };
        assert_eq!(check(&parts.concat(), &header), expected);
    }

    #[test]
    fn both_forms_are_told_apart_by_their_length() {
        let (sizes, wide): (&[u8], &[u8]) =
            (&[2, 0, 0, 0, 0, 0, 0, 0], &[2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let (checksum, sign): (&[u8], &[u8]) = (&[7, 0, 0, 0], &SIGNATURE);
        found(&[checksum, sizes], 7, Ok(()));
        found(&[sign, checksum, sizes], 7, Ok(()));
        found(&[], 7, Err(EntryFault::NoDescriptor));
        found(&[checksum, wide], 7, Err(EntryFault::WideDescriptor));
        found(&[sign, checksum, wide], 7, Err(EntryFault::WideDescriptor));
        found(&[checksum, sizes], 8, Err(EntryFault::DescriptorDiffers));
        found(&[sign, checksum, sizes], 8, Err(EntryFault::DescriptorDiffers));
        found(&[sign, checksum, sizes, &[0]], 7, Err(EntryFault::BytesAfter { bytes: 1 }));
        found(&[checksum, sizes, &[0]], 7, Err(EntryFault::BytesAfter { bytes: 1 }));
        found(&[&[0; 5]], 7, Err(EntryFault::DescriptorDiffers));
    }

    #[test]
    fn a_checksum_that_looks_like_the_signature_needs_the_signature() {
        let (checksum, sizes) = (u32::from_le_bytes(SIGNATURE), [2, 0, 0, 0, 0, 0, 0, 0]);
        found(&[&SIGNATURE, &sizes], checksum, Err(EntryFault::AmbiguousDescriptor));
        found(&[&SIGNATURE, &SIGNATURE, &sizes], checksum, Ok(()));
    }
}
