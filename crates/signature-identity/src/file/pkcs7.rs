//! The certificates of a PKCS#7 or CMS message, which is how Windows and many issuers hand out chains (`.p7b`, `.p7c`).
//!
//! Source: `RFC 5652 §5.1, §10.2.3`

use crate::ber::{Element, Malformed};

/// Every certificate of a `ContentInfo` with `SignedData`. Signatures in it are not checked.
pub(super) fn certificates<'a, 'b>(message: &'b Element<'a>) -> Result<&'b [Element<'a>], Malformed> {
    let [_kind, content] = message.sequence()? else { return Err(Malformed) };
    let [_version, _algorithms, _content, rest @ ..] = content.explicit(0)?.sequence()? else { return Err(Malformed) };
    match rest.first().map(|certificates| certificates.implicit_set(0)) {
        Some(Ok(certificates)) => Ok(certificates),
        Some(Err(Malformed)) | None => Ok(&[]),
    }
}
