//! The closed sets of values that a sender chooses from when it makes a job.

use crate::xml::ReadErrorKind;

/// Declares an enumeration with the words the service uses for it.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal, $all:literal, { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[expect(clippy::exhaustive_enums, reason = "the schema closes this set")]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// The service's word for it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            pub(crate) fn parse(word: std::borrow::Cow<'_, str>) -> Result<Self, $crate::xml::ReadErrorKind> {
                match &*word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::settings::unlisted($what, $all)),
                }
            }
        }

        /// The service's word.
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        /// Reads the service's word.
        impl std::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(word: &str) -> Result<Self, $crate::Error> {
                Self::parse(word.into()).map_err(|_| {
                    $crate::ErrorKind::Form { what: $what, expected: $all, found: "another word" }.into()
                })
            }
        }
    };
}
pub(crate) use words;

pub(crate) fn unlisted(what: &'static str, expected: &'static str) -> ReadErrorKind {
    ReadErrorKind::Lexical { what, expected }
}

words! {
    /// How a signer signs. Without a choice the sender's sector decides.
    ///
    /// Source: `common.xsd#signature-type`
    SignatureType, "signature-type", "ADVANCED_ELECTRONIC_SIGNATURE or AUTHENTICATED_ELECTRONIC_SIGNATURE", {
        /// With BankID or Buypass directly.
        Advanced = "ADVANCED_ELECTRONIC_SIGNATURE",
        /// By logging in; sealed by the service. Senders of the public sector only.
        Authenticated = "AUTHENTICATED_ELECTRONIC_SIGNATURE",
    }
}

words! {
    /// In which capacity a signer signs.
    ///
    /// Source: `common.xsd#signing-on-behalf-of`
    OnBehalfOf, "on-behalf-of", "SELF or OTHER", {
        /// In private; the default.
        Myself = "SELF",
        /// By role, or for an organization. Nothing is forwarded to the signer's own digital mailbox.
        Other = "OTHER",
    }
}

words! {
    /// The security level of the electronic ID that a signer must use. The service's default is 4.
    ///
    /// Source: `common.xsd#authentication-level`
    AuthenticationLevel, "required-authentication", "3 or 4", {
        /// Level 3, such as MinID. Senders of the public sector only.
        Three = "3",
        /// Level 4, such as BankID.
        Four = "4",
    }
}

words! {
    /// How signers are named in the signed documents.
    ///
    /// The service does not document its default. Set it for signers without a personal identification number.
    ///
    /// Source: `common.xsd#identifier-in-signed-documents`
    IdentifierInSignedDocuments, "identifier-in-signed-documents",
    "PERSONAL_IDENTIFICATION_NUMBER_AND_NAME, DATE_OF_BIRTH_AND_NAME or NAME", {
        /// Personal identification number and name; only for signers addressed by number.
        PersonalIdentificationNumberAndName = "PERSONAL_IDENTIFICATION_NUMBER_AND_NAME",
        /// Date of birth and name.
        DateOfBirthAndName = "DATE_OF_BIRTH_AND_NAME",
        /// Name only. Senders of the public sector only.
        Name = "NAME",
    }
}
