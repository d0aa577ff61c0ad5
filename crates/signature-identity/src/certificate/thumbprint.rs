//! Thumbprints, by which people and programs name a certificate.

use std::fmt;
use std::str::FromStr;

use super::Certificate;
use crate::error::{Error, ErrorKind};

/// The SHA-1 or SHA-256 fingerprint of a certificate, as people copy it from elsewhere.
///
/// Read in any usual spelling: upper or lower case, with colons, hyphens or spaces, with the invisible marks that Windows
/// puts at its start, and after the name of the hash as OpenSSL and `keytool` print it. Printed in lower case.
///
/// ```
/// use signature_identity::Thumbprint;
///
/// let windows: Thumbprint = "\u{200e}93 1c 07 b5 66 9d 2f 05 fe 3d 16 48 e6 29 47 07 5a 9e 57 23".parse()?;
/// let openssl = "sha1 Fingerprint=93:1C:07:B5:66:9D:2F:05:FE:3D:16:48:E6:29:47:07:5A:9E:57:23".parse()?;
/// assert_eq!(windows, openssl);
/// # Ok::<(), signature_identity::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thumbprint(Hash);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hash {
    Sha1([u8; 20]),
    Sha256([u8; 32]),
}

impl Thumbprint {
    /// The SHA-256 thumbprint of a certificate.
    pub fn of(certificate: &Certificate) -> Self {
        Self(Hash::Sha256(certificate.sha256()))
    }

    /// Whether this is the thumbprint of `certificate`.
    pub fn is_of(&self, certificate: &Certificate) -> bool {
        match &self.0 {
            Hash::Sha1(hash) => *hash == certificate.sha1(),
            Hash::Sha256(hash) => *hash == certificate.sha256(),
        }
    }
}

impl FromStr for Thumbprint {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let is_ignored = |c: char| c.is_whitespace() || matches!(c, ':' | '-' | '\u{200b}'..='\u{200f}' | '\u{feff}');
        let text = text.trim_start_matches(is_ignored);
        let is_labelled = text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("sha"));
        let digits = text.split_once(['=', ':']).filter(|_| is_labelled).map_or(text, |(_, digits)| digits);
        let mut nibbles = Vec::with_capacity(64);
        for character in digits.chars().filter(|c| !is_ignored(*c)) {
            let nibble = character.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            nibbles.push(nibble.ok_or(ErrorKind::ThumbprintCharacter)?);
        }
        let (pairs, _) = nibbles.as_chunks::<2>();
        let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
        let hash = match nibbles.len() {
            40 => bytes.try_into().map(Hash::Sha1).ok(),
            64 => bytes.try_into().map(Hash::Sha256).ok(),
            _ => None,
        };
        hash.map(Self).ok_or_else(|| ErrorKind::ThumbprintLength { found: nibbles.len() }.into())
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = match &self.0 {
            Hash::Sha1(hash) => &hash[..],
            Hash::Sha256(hash) => &hash[..],
        };
        bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic;

    const SHA1: &str = "931c07b5669d2f05fe3d1648e62947075a9e5723";

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let read = text.parse::<Thumbprint>();
        let read = read.map(|thumbprint| thumbprint.to_string()).map_err(|error| error.to_string());
        assert_eq!(read, expected.map(str::to_owned).map_err(str::to_owned));
    }

    #[test]
    fn every_usual_spelling_is_read() {
        let colons = "93:1C:07:B5:66:9D:2F:05:FE:3D:16:48:E6:29:47:07:5A:9E:57:23";
        check(SHA1, Ok(SHA1));
        check(&SHA1.to_uppercase(), Ok(SHA1));
        check(colons, Ok(SHA1));
        check(&format!("\u{200e}{}\r\n", colons.replace(':', " ").to_lowercase()), Ok(SHA1));
        check(&format!("\u{feff}{}", colons.replace(':', "-")), Ok(SHA1));
        check(&format!("SHA1: {colons}"), Ok(SHA1));
        check(&format!("SHA1 Fingerprint={colons}"), Ok(SHA1));
    }

    #[test]
    fn anything_else_is_refused() {
        let length = "expected a thumbprint of 40 (SHA-1) or 64 (SHA-256) hexadecimal digits, found";
        check("", Err(&format!("{length} 0")));
        check(&SHA1[1..], Err(&format!("{length} 39")));
        check(&SHA1.repeat(2), Err(&format!("{length} 80")));
        check(&SHA1.replace('c', "g"), Err("expected a thumbprint of hexadecimal digits, found another character"));
        check("sæ", Err("expected a thumbprint of hexadecimal digits, found another character"));
    }

    #[test]
    fn both_hashes_name_a_certificate() {
        let (sender, issuer) = (synthetic::sender(), synthetic::issuer());
        let sha1 = Thumbprint(Hash::Sha1(sender.sha1()));
        for thumbprint in [sha1, Thumbprint::of(&sender)] {
            assert_eq!(thumbprint.to_string().parse(), Ok(thumbprint));
            assert!(thumbprint.is_of(&sender));
            assert!(!thumbprint.is_of(&issuer));
        }
    }
}
