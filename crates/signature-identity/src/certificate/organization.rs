//! The organization in the subject of an enterprise certificate.

use der::oid::ObjectIdentifier;
use signature_model::OrganizationNumber;

use crate::distinguished_name::DistinguishedName;

const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ORGANIZATION_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const ORGANIZATION_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.97");
/// `jurisdictionOfIncorporationCountryName`: where an organization is registered, if not where it is.
const JURISDICTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.60.2.1.3");

/// The number, by the rule of [`Certificate::organization_number`](super::Certificate::organization_number).
pub(super) fn number_in(subject: &DistinguishedName) -> Option<OrganizationNumber> {
    let seid2 = subject.values(ORGANIZATION_IDENTIFIER).map(|value| seid2_number(value.as_deref()?));
    // Other kinds of serial numbers may stand beside the organization's.
    let seid1 = subject.values(SERIAL_NUMBER).filter_map(|value| OrganizationNumber::new(value?).ok()).map(Some);
    let mut found = seid2.collect::<Vec<_>>();
    if found.is_empty() && may_be_norwegian(subject) {
        found = seid1.collect();
    }
    let (first, others) = found.split_first()?;
    others.iter().all(|other| other == first).then(|| first.clone())?
}

/// Whether no country that the subject names is another one. Companies of other countries have numbers of nine digits too.
fn may_be_norwegian(subject: &DistinguishedName) -> bool {
    let mut countries = subject.values(COUNTRY).chain(subject.values(JURISDICTION));
    countries.all(|country| country.is_some_and(|country| country.eq_ignore_ascii_case("NO")))
}

fn seid2_number(value: &str) -> Option<OrganizationNumber> {
    OrganizationNumber::new(value.strip_prefix("NTRNO-")?).ok()
}

pub(super) fn name_in(subject: &DistinguishedName) -> Option<String> {
    subject.values(ORGANIZATION_NAME).flatten().next().map(String::from)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::ber::Element;

    const UTF8: u8 = 0x0c;
    const NULL: u8 = 0x05;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    }

    /// The number in a subject of one attribute for each level: its type, the tag of its value, and the value.
    fn number(attributes: &[(ObjectIdentifier, u8, &str)]) -> Option<String> {
        let level = |(kind, tag, value): &(ObjectIdentifier, u8, &str)| {
            let attribute = [element(0x06, kind.as_bytes()), element(*tag, value.as_bytes())].concat();
            element(0x31, &element(0x30, &attribute))
        };
        let der = Bytes::from(element(0x30, &attributes.iter().map(level).collect::<Vec<_>>().concat()));
        let subject = DistinguishedName::read(&Element::parse(&der).unwrap(), &der).unwrap();
        number_in(&subject).map(String::from)
    }

    #[test]
    fn both_forms_are_read() {
        let found = Some("984661185".to_owned());
        assert_eq!(number(&[(ORGANIZATION_IDENTIFIER, UTF8, "NTRNO-984661185")]), found);
        assert_eq!(number(&[(SERIAL_NUMBER, UTF8, "984661185"), (ORGANIZATION_NAME, UTF8, "POSTEN")]), found);
        assert_eq!(number(&[(SERIAL_NUMBER, UTF8, "UN:NO-1"), (SERIAL_NUMBER, UTF8, "984661185")]), found);
        assert_eq!(
            number(&[(SERIAL_NUMBER, UTF8, "111111111"), (ORGANIZATION_IDENTIFIER, UTF8, "NTRNO-984661185")]),
            found
        );
        let twice = (ORGANIZATION_IDENTIFIER, UTF8, "NTRNO-984661185");
        assert_eq!(number(&[twice, twice]), found);
    }

    #[test]
    fn another_organization_identifier_is_no_number() {
        let serial = (SERIAL_NUMBER, UTF8, "984661185");
        for (tag, other) in [
            (UTF8, "NTRNO-9846611850"),
            (UTF8, "984661185"),
            (UTF8, "NTRNO-984 661 185"),
            (UTF8, "VATNO-984661185"),
            (UTF8, ""),
            (NULL, ""),
        ] {
            assert_eq!(number(&[(ORGANIZATION_IDENTIFIER, tag, other), serial]), None, "{other}");
        }
        let good = (ORGANIZATION_IDENTIFIER, UTF8, "NTRNO-984661185");
        assert_eq!(number(&[good, (ORGANIZATION_IDENTIFIER, NULL, "")]), None);
    }

    #[test]
    fn a_serial_number_of_another_country_is_no_number() {
        let serial = (SERIAL_NUMBER, UTF8, "984661185");
        for kind in [COUNTRY, JURISDICTION] {
            for norway in ["NO", "no"] {
                assert!(number(&[(kind, UTF8, norway), serial]).is_some());
            }
            for (tag, other) in [(UTF8, "FR"), (UTF8, ""), (NULL, "")] {
                assert_eq!(number(&[(kind, tag, other), serial]), None, "{other}");
                assert_eq!(number(&[(COUNTRY, UTF8, "NO"), serial, (kind, tag, other)]), None, "{other}");
            }
            // The prefix says which country the number is of.
            let identifier = (ORGANIZATION_IDENTIFIER, UTF8, "NTRNO-984661185");
            assert!(number(&[(kind, UTF8, "FR"), identifier]).is_some());
        }
    }

    #[test]
    fn two_numbers_and_other_attributes_are_none() {
        assert_eq!(number(&[(SERIAL_NUMBER, UTF8, "984661185"), (SERIAL_NUMBER, UTF8, "111111111")]), None);
        assert_eq!(number(&[(ORGANIZATION_NAME, UTF8, "984661185")]), None);
        assert_eq!(number(&[]), None);
    }
}
