//! The extensions of a certificate that decide what it may be used for.
//!
//! Source: `RFC 5280 §4.2`

use der::oid::ObjectIdentifier;

use crate::ber::{Element, Malformed};

const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");
const CERTIFICATE_POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32");
const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const POLICY_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.36");

/// Those that may be critical.
///
/// The first two are processed. For the others there is nothing to do here: packages are not judged by other names of their
/// signer, any policy is fine, and the identifiers are hints for finding an issuer. `extKeyUsage` is not among them: when
/// it is critical, the key is for the purposes it lists and not for documents.
const KNOWN: [ObjectIdentifier; 6] = [
    BASIC_CONSTRAINTS,
    KEY_USAGE,
    SUBJECT_ALT_NAME,
    CERTIFICATE_POLICIES,
    SUBJECT_KEY_IDENTIFIER,
    AUTHORITY_KEY_IDENTIFIER,
];

/// Those that bind whether they are critical or not: what an issuer forbids does not become allowed by a flag. OpenSSL
/// and the Java platform apply them as well.
///
/// Source: `RFC 5280 §4.2.1.10, §4.2.1.11, §6.1.4`
const BINDING: [ObjectIdentifier; 2] = [NAME_CONSTRAINTS, POLICY_CONSTRAINTS];

/// The flags of `KeyUsage`.
///
/// Source: `RFC 5280 §4.2.1.3`
const DIGITAL_SIGNATURE: u16 = 0x8000;
const KEY_CERT_SIGN: u16 = 0x0400;

#[derive(Clone, Default)]
pub(crate) struct Extensions {
    basic_constraints: Option<BasicConstraints>,
    key_usage: Option<u16>,
    unprocessed: bool,
}

#[derive(Clone, Copy)]
struct BasicConstraints {
    is_authority: bool,
    most_intermediates: Option<u64>,
}

impl Extensions {
    /// Reads `Extensions`. A certificate in which one of the processed ones is unreadable, or that has an extension twice,
    /// is refused.
    pub(crate) fn read(extensions: &Element<'_>) -> Result<Self, Malformed> {
        let (mut read, mut seen) = (Self::default(), Vec::new());
        for extension in extensions.sequence()? {
            let (kind, is_critical, value) = match extension.sequence()? {
                [kind, value] => (kind.oid()?, false, value.octets()?),
                [kind, critical, value] => (kind.oid()?, critical.boolean()?, value.octets()?),
                _ => return Err(Malformed),
            };
            if seen.contains(&kind) || seen.len() >= MAX_EXTENSIONS {
                return Err(Malformed);
            }
            seen.push(kind);
            match kind {
                BASIC_CONSTRAINTS => read.basic_constraints = Some(basic_constraints(&Element::parse(&value)?)?),
                KEY_USAGE => read.key_usage = Some(Element::parse(&value)?.flags()?),
                _ => read.unprocessed |= BINDING.contains(&kind) || is_critical && !KNOWN.contains(&kind),
            }
        }
        Ok(read)
    }

    /// Whether there is an extension that decides over paths and is not processed here: any that is critical and not
    /// known, and constraints on names and policies even if they are not critical.
    pub(crate) fn has_unprocessed(&self) -> bool {
        self.unprocessed
    }

    /// A certificate that does not say is taken to allow it.
    pub(crate) fn allow_digital_signature(&self) -> bool {
        self.key_usage.is_none_or(|usage| usage & DIGITAL_SIGNATURE != 0)
    }

    /// Whether the certificate may have issued one that has `intermediates` certificates between the two.
    pub(crate) fn may_issue(&self, intermediates: u8) -> bool {
        self.key_usage.is_none_or(|usage| usage & KEY_CERT_SIGN != 0)
            && self.basic_constraints.is_some_and(|constraints| {
                constraints.is_authority
                    && constraints.most_intermediates.is_none_or(|most| u64::from(intermediates) <= most)
            })
    }
}

/// Source: `RFC 5280 §4.2.1.9`
fn basic_constraints(value: &Element<'_>) -> Result<BasicConstraints, Malformed> {
    let (is_authority, most_intermediates) = match value.sequence()? {
        [] => (false, None),
        [only] => {
            only.boolean().map_or_else(|Malformed| only.count().map(|most| (false, Some(most))), |ca| Ok((ca, None)))?
        }
        [authority, most] => (authority.boolean()?, Some(most.count()?)),
        _ => return Err(Malformed),
    };
    Ok(BasicConstraints { is_authority, most_intermediates })
}

/// More extensions than any certificate has.
const MAX_EXTENSIONS: usize = 64;
