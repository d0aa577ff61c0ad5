//! ASN.1 elements in BER as a tree.
//!
//! Key files of Java libraries are in BER: lengths that are left open, and strings in pieces. DER, which most
//! other files are in, is a part of it, so this reads both. Certificates are read with it too: issuers made some that are
//! not quite DER, and OpenSSL and the Java platform read those. The readers match on the elements inside a sequence as on
//! a slice.
//!
//! Source: `ITU-T X.690 §8`

use der::oid::ObjectIdentifier;
use zeroize::Zeroizing;

/// How deeply elements may be nested. PKCS#12 needs ten levels.
const MAX_DEPTH: u8 = 16;

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const CONSTRUCTED: u8 = 0x20;
const CONTEXT: u8 = 0x80;

/// Bytes are not BER, or not of the expected type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

/// One element, borrowing its bytes.
pub(crate) struct Element<'a> {
    /// All bytes, with the tag and the length.
    encoding: &'a [u8],
    tag: u8,
    content: Content<'a>,
}

enum Content<'a> {
    Primitive(&'a [u8]),
    Constructed(Vec<Element<'a>>),
}

impl<'a> Element<'a> {
    /// Reads one element, which must fill `bytes` to its end.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        match Self::parse_first(bytes)? {
            (element, []) => Ok(element),
            _ => Err(Malformed),
        }
    }

    /// Reads one element, and gives what follows it.
    pub(crate) fn parse_first(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), Malformed> {
        let mut rest = bytes;
        let element = Self::read(&mut rest, MAX_DEPTH)?;
        Ok((element, rest))
    }

    fn read(input: &mut &'a [u8], depth_left: u8) -> Result<Self, Malformed> {
        let depth_left = depth_left.checked_sub(1).ok_or(Malformed)?;
        let start = *input;
        let tag = byte(input)?;
        // Tag 0 ends an element without a length; no key file has tags of several bytes.
        if tag == 0 || tag & 0x1f == 0x1f {
            return Err(Malformed);
        }
        let constructed = tag & CONSTRUCTED != 0;
        let content = match (length(input)?, constructed) {
            (Some(length), false) => Content::Primitive(take(input, length)?),
            (Some(length), true) => {
                let mut inside = take(input, length)?;
                let mut elements = Vec::new();
                while !inside.is_empty() {
                    elements.push(Self::read(&mut inside, depth_left)?);
                }
                Content::Constructed(elements)
            }
            (None, false) => return Err(Malformed),
            (None, true) => {
                let mut elements = Vec::new();
                while !input.starts_with(&[0, 0]) {
                    elements.push(Self::read(input, depth_left)?);
                }
                take(input, 2)?;
                Content::Constructed(elements)
            }
        };
        let encoding = start.get(..start.len().saturating_sub(input.len())).ok_or(Malformed)?;
        Ok(Self { encoding, tag, content })
    }

    /// All bytes of the element, with its tag and length.
    pub(crate) fn encoding(&self) -> &'a [u8] {
        self.encoding
    }

    /// The first byte: the type.
    pub(crate) fn tag(&self) -> u8 {
        self.tag
    }

    /// The bytes of an element of any type that has no others inside.
    pub(crate) fn content(&self) -> Result<&'a [u8], Malformed> {
        match self.content {
            Content::Primitive(bytes) => Ok(bytes),
            Content::Constructed(_) => Err(Malformed),
        }
    }

    /// The elements of a `SEQUENCE`.
    pub(crate) fn sequence(&self) -> Result<&[Self], Malformed> {
        self.constructed(SEQUENCE)
    }

    /// The elements of a `SET`, in any order.
    pub(crate) fn set(&self) -> Result<&[Self], Malformed> {
        self.constructed(SET)
    }

    /// The elements of a `SET` whose tag is replaced by a context-specific one.
    pub(crate) fn implicit_set(&self, number: u8) -> Result<&[Self], Malformed> {
        self.constructed(CONTEXT | CONSTRUCTED | number)
    }

    /// The element inside an explicit context-specific tag.
    pub(crate) fn explicit(&self, number: u8) -> Result<&Self, Malformed> {
        match self.constructed(CONTEXT | CONSTRUCTED | number)? {
            [inside] => Ok(inside),
            _ => Err(Malformed),
        }
    }

    /// The content of an `OCTET STRING`, its pieces put together. It may be a key, so it is wiped when dropped.
    pub(crate) fn octets(&self) -> Result<Zeroizing<Vec<u8>>, Malformed> {
        self.joined(OCTET_STRING)
    }

    /// The content of an `OCTET STRING` whose tag is replaced by a context-specific one.
    #[cfg_attr(not(any(test, feature = "aws-lc-rs")), expect(dead_code, reason = "only encrypted files have them"))]
    pub(crate) fn implicit_octets(&self, number: u8) -> Result<Zeroizing<Vec<u8>>, Malformed> {
        self.joined(CONTEXT | number)
    }

    /// An object identifier.
    pub(crate) fn oid(&self) -> Result<ObjectIdentifier, Malformed> {
        ObjectIdentifier::from_bytes(self.primitive(OBJECT_IDENTIFIER)?).map_err(|_| Malformed)
    }

    /// A `BOOLEAN`. In BER every byte but zero is true; DER allows one of them.
    pub(crate) fn boolean(&self) -> Result<bool, Malformed> {
        match self.primitive(BOOLEAN)? {
            [byte] => Ok(*byte != 0),
            _ => Err(Malformed),
        }
    }

    /// The bytes of an `INTEGER`, big-endian two's complement.
    pub(crate) fn integer(&self) -> Result<&'a [u8], Malformed> {
        match self.primitive(INTEGER)? {
            [] => Err(Malformed),
            bytes => Ok(bytes),
        }
    }

    /// The content of a `BIT STRING` that holds whole bytes, such as a key or a signature.
    pub(crate) fn whole_bytes(&self) -> Result<&'a [u8], Malformed> {
        match self.primitive(BIT_STRING)? {
            [0, bytes @ ..] => Ok(bytes),
            _ => Err(Malformed),
        }
    }

    /// The first 16 bits of a `BIT STRING`, from the left. Those that it lacks and those that it calls unused are zero.
    pub(crate) fn flags(&self) -> Result<u16, Malformed> {
        let (unused, bytes) = match self.primitive(BIT_STRING)? {
            [0] => (0, &[][..]),
            [unused @ 0..=7, bytes @ ..] if !bytes.is_empty() => (*unused, bytes),
            _ => return Err(Malformed),
        };
        let mask_at = |index: usize| if index.saturating_add(1) == bytes.len() { u8::MAX << unused } else { u8::MAX };
        let byte_at = |index: usize| bytes.get(index).map_or(0, |byte| byte & mask_at(index));
        Ok(u16::from_be_bytes([byte_at(0), byte_at(1)]))
    }

    /// The bytes of an `INTEGER` that is not negative, without leading zeros.
    pub(crate) fn unsigned(&self) -> Result<&'a [u8], Malformed> {
        let bytes = self.primitive(INTEGER)?;
        match bytes.first() {
            Some(..0x80) => {}
            _ => return Err(Malformed),
        }
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        bytes.get(zeros..).ok_or(Malformed)
    }

    /// An `INTEGER` as a number; one that is too large for the type counts as its greatest.
    pub(crate) fn count(&self) -> Result<u64, Malformed> {
        let bytes = self.unsigned()?;
        let mut padded = [0; size_of::<u64>()];
        let Some(end) = padded.len().checked_sub(bytes.len()).and_then(|start| padded.get_mut(start..)) else {
            return Ok(u64::MAX);
        };
        end.copy_from_slice(bytes);
        Ok(u64::from_be_bytes(padded))
    }

    /// The bytes of an element that has no others inside and this tag.
    pub(crate) fn primitive(&self, tag: u8) -> Result<&'a [u8], Malformed> {
        match self.content {
            Content::Primitive(bytes) if self.tag == tag => Ok(bytes),
            Content::Primitive(_) | Content::Constructed(_) => Err(Malformed),
        }
    }

    fn constructed(&self, tag: u8) -> Result<&[Self], Malformed> {
        match &self.content {
            Content::Constructed(elements) if self.tag == tag => Ok(elements),
            Content::Primitive(_) | Content::Constructed(_) => Err(Malformed),
        }
    }

    fn joined(&self, tag: u8) -> Result<Zeroizing<Vec<u8>>, Malformed> {
        let mut pieces = Vec::new();
        self.pieces(tag, &mut pieces)?;
        Ok(Zeroizing::new(pieces.concat()))
    }

    /// The whole may have another tag; its pieces have the tag of an `OCTET STRING`.
    fn pieces(&self, tag: u8, found: &mut Vec<&'a [u8]>) -> Result<(), Malformed> {
        match &self.content {
            Content::Primitive(bytes) if self.tag == tag => found.push(bytes),
            Content::Constructed(elements) if self.tag == tag | CONSTRUCTED => {
                elements.iter().try_for_each(|element| element.pieces(OCTET_STRING, found))?;
            }
            Content::Primitive(_) | Content::Constructed(_) => return Err(Malformed),
        }
        Ok(())
    }
}

/// The length of what follows; `None` if it ends with two zeros instead.
fn length(input: &mut &[u8]) -> Result<Option<usize>, Malformed> {
    match byte(input)? {
        short @ ..0x80 => Ok(Some(usize::from(short))),
        0x80 => Ok(None),
        long => {
            let bytes = take(input, usize::from(long & 0x7f))?;
            let number = bytes
                .iter()
                .try_fold(0_u32, |number, byte| number.checked_mul(0x100).map(|shifted| shifted | u32::from(*byte)));
            number.and_then(|number| usize::try_from(number).ok()).map(Some).ok_or(Malformed)
        }
    }
}

fn byte(input: &mut &[u8]) -> Result<u8, Malformed> {
    let (first, rest) = input.split_first().ok_or(Malformed)?;
    *input = rest;
    Ok(*first)
}

fn take<'a>(input: &mut &'a [u8], length: usize) -> Result<&'a [u8], Malformed> {
    let (taken, rest) = input.split_at_checked(length).ok_or(Malformed)?;
    *input = rest;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_octets(bytes: &[u8], expected: &[u8]) {
        assert_eq!(*Element::parse(bytes).unwrap().octets().unwrap(), expected);
    }

    #[track_caller]
    fn refused(bytes: &[u8]) {
        assert!(Element::parse(bytes).is_err());
    }

    #[test]
    fn strings_come_whole_or_in_pieces() {
        check_octets(&[4, 2, 1, 2], &[1, 2]);
        check_octets(&[4, 0x82, 0, 2, 1, 2], &[1, 2]);
        check_octets(&[0x24, 6, 4, 1, 1, 4, 1, 2], &[1, 2]);
        check_octets(&[0x24, 0x80, 4, 1, 1, 0x24, 0x80, 4, 1, 2, 0, 0, 0, 0], &[1, 2]);
        let implicit = [0xa0, 0x80, 4, 1, 1, 4, 1, 2, 0, 0];
        assert_eq!(*Element::parse(&implicit).unwrap().implicit_octets(0).unwrap(), [1, 2]);
    }

    #[test]
    fn broken_elements_are_refused() {
        refused(&[]);
        refused(&[0x30]);
        refused(&[0x30, 1]);
        refused(&[0x30, 0, 0]);
        refused(&[0x30, 0x80]);
        refused(&[0x30, 0x80, 0]);
        refused(&[4, 0x80, 0, 0]);
        refused(&[0x1f, 0x81, 0x01, 0]);
        refused(&[4, 0x85, 1, 0, 0, 0, 0]);
        refused(&[0x24, 2, 0, 0]);
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| [[0x30, 0x80].repeat(depth), [0, 0].repeat(depth)].concat();
        assert!(Element::parse(&nested(16)).is_ok());
        refused(&nested(17));
        refused(&[0x30, 0x80].repeat(500_000));
    }

    #[test]
    fn unused_bits_are_no_flags() {
        let flags = |bytes: &[u8]| Element::parse(bytes).unwrap().flags();
        assert_eq!(flags(&[3, 1, 0]), Ok(0));
        assert_eq!(flags(&[3, 2, 7, 0x80]), Ok(0x8000));
        assert_eq!(flags(&[3, 2, 5, 0xff]), Ok(0xe000));
        assert_eq!(flags(&[3, 3, 7, 0x01, 0xff]), Ok(0x0180));
        assert_eq!(flags(&[3, 4, 1, 0x01, 0xff, 0xff]), Ok(0x01ff));
        for broken in [&[3, 0][..], &[3, 1, 1], &[3, 2, 8, 0]] {
            assert_eq!(flags(broken), Err(Malformed));
        }
        assert_eq!(Element::parse(&[3, 2, 0, 0x80]).unwrap().whole_bytes(), Ok(&[0x80][..]));
        assert_eq!(Element::parse(&[3, 2, 1, 0x80]).unwrap().whole_bytes(), Err(Malformed));
    }

    #[test]
    fn numbers_are_bounded() {
        let count = |bytes: &[u8]| Element::parse(bytes).unwrap().count();
        assert_eq!(count(&[2, 1, 0]), Ok(0));
        assert_eq!(count(&[2, 2, 0x08, 0x00]), Ok(2048));
        assert_eq!(count(&[2, 9, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Ok(u64::MAX));
        assert_eq!(count(&[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0]), Ok(u64::MAX));
        assert_eq!(count(&[2, 1, 0x80]), Err(Malformed));
        assert_eq!(count(&[2, 0]), Err(Malformed));
    }
}
