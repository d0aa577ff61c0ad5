//! How a signer is reached. The service documents no syntax, so these types refuse only an empty text.

use super::text::Form;
use super::text::personal_text;

personal_text! {
    /// An e-mail address: at least one character.
    ///
    /// Source: `portal.xsd#email` (any string)
    EmailAddress, "e-mail address", Form::Length { min: 1, max: usize::MAX }
}

personal_text! {
    /// A mobile telephone number: at least one character.
    ///
    /// Source: `portal.xsd#sms` (any string)
    MobileNumber, "mobile number", Form::Length { min: 1, max: usize::MAX }
}
