//! A password in the spellings that key files use.

use zeroize::Zeroizing;

/// A password, or none; for PKCS#12 an empty password is not the same as none. It has no `Debug`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Password<'a>(Option<&'a str>);

impl<'a> Password<'a> {
    pub(super) const NONE: Self = Self(None);

    pub(super) fn new(text: &'a str) -> Self {
        Self(Some(text))
    }

    /// UTF-8, as PBES2 takes it.
    pub(super) fn utf8(self) -> &'a [u8] {
        self.0.unwrap_or_default().as_bytes()
    }

    /// UTF-16 with the high byte first, as Java's own key stores take it.
    pub(super) fn utf16(self) -> Zeroizing<Vec<u8>> {
        let text = self.0.unwrap_or_default();
        // As UTF-16, no text has more than twice its bytes in UTF-8. Allocated once, so that no copy is left behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len().saturating_mul(2).saturating_add(2)));
        for unit in text.encode_utf16() {
            bytes.extend_from_slice(&unit.to_be_bytes());
        }
        bytes
    }

    /// The same with two zeros at the end, as PKCS#12 takes it; no password has no bytes.
    ///
    /// Source: `RFC 7292 §B.1`
    pub(super) fn bmp_string(self) -> Zeroizing<Vec<u8>> {
        let mut bytes = self.utf16();
        if self.0.is_some() {
            bytes.extend_from_slice(&[0, 0]);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_not_empty() {
        assert_eq!(*Password::NONE.bmp_string(), []);
        assert_eq!(*Password::new("").bmp_string(), [0, 0]);
        assert_eq!(Password::NONE.utf8(), Password::new("").utf8());
    }

    #[test]
    fn other_letters_than_ascii_are_spelled_in_utf_16() {
        assert_eq!(*Password::new("ø€").bmp_string(), [0x00, 0xf8, 0x20, 0xac, 0, 0]);
        assert_eq!(*Password::new("😀").utf16(), [0xd8, 0x3d, 0xde, 0x00]);
        assert_eq!(Password::new("ø").utf8(), [0xc3, 0xb8]);
    }
}
