//! The signature field of a PDF: writing its dictionary with a gap, and filling the gap.
//!
//! [`cms`] makes the content of the gap.

use std::iter;

use pdf_writer::types::{AnnotationFlags, FieldType};
use pdf_writer::{Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind};
use crate::hexadecimal::hexadecimal;
use crate::results::cms;
use crate::results::sealer::Sealer;

/// Writes the invisible signature field and its dictionary, with placeholders for byte range and signature.
pub(super) fn write(pdf: &mut Pdf, next_id: &mut Ref, field: Ref, page: Ref, date: &str) -> Hole {
    let signature = next_id.bump();
    let mut writer = pdf.form_field(field);
    writer.field_type(FieldType::Signature).partial_name(TextStr("Signature1")).pair(Name(b"V"), signature);
    writer
        .into_annotation()
        .rect(Rect::new(0.0, 0.0, 0.0, 0.0))
        .flags(AnnotationFlags::PRINT | AnnotationFlags::LOCKED)
        .page(page);

    let hole = Hole { search_from: pdf.len() };
    let mut writer = pdf.indirect(signature).dict();
    writer
        .pair(Name(b"Type"), Name(b"Sig"))
        .pair(Name(b"Filter"), Name(b"Adobe.PPKLite"))
        .pair(Name(b"SubFilter"), Name(b"ETSI.CAdES.detached"))
        .pair(Name(b"M"), Str(date.as_bytes()));
    writer.insert(Name(b"ByteRange")).array().item(0).items([i32::MAX; 3]);
    writer.pair(Name(b"Contents"), Str(&[HOLE_BYTE; CAPACITY]));
    writer.finish();
    hole
}

/// The gap for a signature in an otherwise complete PDF.
pub(super) struct Hole {
    /// Where the signature dictionary begins: a search from there finds no similar text in an attachment.
    search_from: usize,
}

impl Hole {
    /// Fills in the byte range, signs everything except the gap, and puts the signature into the gap.
    pub(super) fn fill(self, mut pdf: Vec<u8>, sealer: &Sealer) -> Result<Vec<u8>, Error> {
        let range = find(&pdf, self.search_from, UNSET_RANGE).ok_or(ErrorKind::NoPlaceForSignature)?;
        let hole = find(&pdf, range, HOLE_START).ok_or(ErrorKind::NoPlaceForSignature)?;
        let (head, rest) = pdf.split_at_mut_checked(hole).ok_or(ErrorKind::NoPlaceForSignature)?;
        let (hole, tail) = rest.split_at_mut_checked(HOLE_LENGTH).ok_or(ErrorKind::NoPlaceForSignature)?;

        let numbers = format!("{} {} {}", head.len(), head.len() + hole.len(), tail.len());
        let range = head.get_mut(range..range + UNSET_RANGE.len()).ok_or(ErrorKind::NoPlaceForSignature)?;
        overwrite(range, &numbers, b' ');

        let digest = Sha256::new().chain_update(&head).chain_update(&tail).finalize();
        let signature = cms::sign_detached(digest.into(), sealer)?;
        if signature.len() > CAPACITY {
            return Err(ErrorKind::SignatureTooLong { max: CAPACITY, found: signature.len() }.into());
        }
        let [_, digits @ .., _] = hole else {
            return Err(ErrorKind::NoPlaceForSignature.into());
        };
        overwrite(digits, &hexadecimal(&signature), b'0');
        Ok(pdf)
    }
}

/// Where `needle` first occurs at or after `from`.
fn find(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    let found = bytes.get(from..)?.windows(needle.len()).position(|window| window == needle)?;
    Some(from + found)
}

/// Replaces all of `target`, with `filler` after the end of `text`.
fn overwrite(target: &mut [u8], text: &str, filler: u8) {
    for (byte, new) in target.iter_mut().zip(text.bytes().chain(iter::repeat(filler))) {
        *byte = new;
    }
}

/// Room for the signature in bytes; with a chain of three certificates it takes about 3,500.
pub(super) const CAPACITY: usize = 16 * 1024;
/// The unset byte range after its zero: the widest numbers that the PDF library can write.
const UNSET_RANGE: &[u8] = b"2147483647 2147483647 2147483647";
/// Not ASCII, so that the PDF library writes hexadecimal.
const HOLE_BYTE: u8 = 0xFF;
const HOLE_START: &[u8] = b"<FFFF";
/// Two digits for each byte, and the angle brackets, which belong to the gap.
const HOLE_LENGTH: usize = 2 * CAPACITY + 2;
