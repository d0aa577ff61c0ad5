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
    fn a_personal_number_shows_nowhere() {
        let number = PersonalIdentificationNumber::new("01010100000").unwrap();
        assert_eq!(format!("{number:?}"), "PersonalIdentificationNumber(redacted)");
        let error = PersonalIdentificationNumber::new("0101010000a").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("0101"));
    }
}
