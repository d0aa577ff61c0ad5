//! The two registered numbers: of organizations and of people.

use super::text::Form;
use super::text::{open_text, personal_text};

open_text! {
    /// The number of an organization in the Norwegian register: nine digits.
    ///
    /// Check digits are not verified, as the service's own test organizations would not pass.
    ///
    /// Source: `common.xsd#sender`
    OrganizationNumber, "organization number", Form::Digits(9)
}

impl OrganizationNumber {
    /// Posten Bring AS (984661185), whose certificate the service shows.
    ///
    /// Source: `docs/tls`
    pub fn posten() -> Self {
        Self("984661185".to_owned())
    }

    /// The number in the subject of an enterprise certificate, given as (dotted type, value) pairs.
    ///
    /// SEID 2 certificates have it as `organizationIdentifier` (2.5.4.97), `NTRNO-` and nine digits; SEID 1
    /// certificates as `serialNumber` (2.5.4.5), nine digits. Nothing else counts, the common name included.
    /// `None` if neither is there, or one of them is there twice with different numbers.
    ///
    /// Source: `docs/certificates`
    pub fn from_subject<'a>(attributes: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        let (mut seid2, mut seid1) = (Vec::new(), Vec::new());
        for (kind, value) in attributes {
            match kind {
                "2.5.4.97" => seid2.extend(value.strip_prefix("NTRNO-").and_then(|number| Self::new(number).ok())),
                "2.5.4.5" => seid1.extend(Self::new(value).ok()),
                _ => {}
            }
        }
        let found = if seid2.is_empty() { seid1 } else { seid2 };
        let first = found.first()?;
        found.iter().all(|number| number == first).then(|| first.clone())
    }
}

personal_text! {
    /// A national identity number (fødselsnummer) or D-number: eleven digits.
    ///
    /// The service sets no check-digit rule, and neither does this type: test persons would not pass.
    ///
    /// Source: `common.xsd#personal-identification-number`
    PersonalIdentificationNumber, "personal identification number", Form::Digits(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        assert_eq!(OrganizationNumber::new(text).unwrap_err().to_string(), expected);
    }

    #[test]
    fn an_organization_number_is_nine_digits() {
        assert_eq!(OrganizationNumber::new("984661185").unwrap().as_str(), "984661185");
        refused("98466118", "organization number must be 9 digits, found 8 characters");
        refused("98466118x", "organization number must be 9 digits, found a character that is not a digit");
        refused("９８４６６１１８５", "organization number must be 9 digits, found a character that is not a digit");
    }

    #[test]
    fn a_subject_names_the_organization_in_either_form() {
        let number = |attributes: &[(&'static str, &'static str)]| {
            OrganizationNumber::from_subject(attributes.iter().copied()).map(String::from)
        };
        let found = Some("984661185".to_owned());
        assert_eq!(number(&[("2.5.4.6", "NO"), ("2.5.4.97", "NTRNO-984661185")]), found);
        assert_eq!(number(&[("2.5.4.5", "984661185"), ("2.5.4.3", "POSTEN")]), found);
        assert_eq!(number(&[("2.5.4.5", "111111111"), ("2.5.4.97", "NTRNO-984661185")]), found);
        for other in ["NTRNO-9846611850", "984661185", "NTRNO-984 661 185", "VATNO-984661185"] {
            assert_eq!(number(&[("2.5.4.97", other)]), None, "{other}");
        }
        assert_eq!(number(&[("2.5.4.3", "984661185")]), None);
        assert_eq!(number(&[("2.5.4.5", "984661185"), ("2.5.4.5", "111111111")]), None);
    }

    #[test]
    fn a_personal_number_shows_nowhere() {
        let number = PersonalIdentificationNumber::new("01010100000").unwrap();
        assert_eq!(format!("{number:?}"), "PersonalIdentificationNumber(redacted)");
        let error = PersonalIdentificationNumber::new("0101010000a").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("0101"));
    }
}
