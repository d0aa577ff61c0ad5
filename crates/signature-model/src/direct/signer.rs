//! One signer of a direct job.

use crate::values::SignerLabel;
use crate::xml::{ReadError, Reader, Writer};
use crate::{OnBehalfOf, PersonalIdentificationNumber, SignatureType, SignerIdentifier};

/// One person who signs a direct job, and how.
///
/// Source: `direct.xsd#direct-signer`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
pub struct DirectSigner {
    identification: DirectSignerIdentification,
    signature_type: Option<SignatureType>,
    on_behalf_of: Option<OnBehalfOf>,
}

impl DirectSigner {
    /// The person with this personal identification number. The service makes sure that no other person signs.
    pub fn personal(number: PersonalIdentificationNumber) -> Self {
        Self::identified_by(DirectSignerIdentification::Personal(number))
    }

    /// The person with this identifier of the sender's own. The sender is responsible for sending the right person to
    /// sign.
    pub fn custom(identifier: SignerIdentifier) -> Self {
        Self::identified_by(DirectSignerIdentification::Custom(identifier))
    }

    fn identified_by(identification: DirectSignerIdentification) -> Self {
        Self { identification, signature_type: None, on_behalf_of: None }
    }

    /// Chooses the type of signature; without it the sender's sector decides.
    #[must_use]
    pub fn with_signature_type(self, signature_type: SignatureType) -> Self {
        Self { signature_type: Some(signature_type), ..self }
    }

    /// Chooses the capacity to sign in; without it the signer signs in private.
    #[must_use]
    pub fn with_on_behalf_of(self, on_behalf_of: OnBehalfOf) -> Self {
        Self { on_behalf_of: Some(on_behalf_of), ..self }
    }

    /// How the signer is identified.
    pub fn identification(&self) -> &DirectSignerIdentification {
        &self.identification
    }

    /// The type of signature that was chosen.
    pub fn signature_type(&self) -> Option<SignatureType> {
        self.signature_type
    }

    /// The capacity to sign in that was chosen.
    pub fn on_behalf_of(&self) -> Option<OnBehalfOf> {
        self.on_behalf_of
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        const CHILDREN: &[&str] =
            &["personal-identification-number", "signer-identifier", "signature-type", "on-behalf-of"];
        let (mut identification, mut signature_type, mut on_behalf_of) = (None, None, None);
        while let Some(name) = reader.child(CHILDREN)? {
            match name {
                "signature-type" => reader.once(&mut signature_type, name, |word| word.value(SignatureType::parse))?,
                "on-behalf-of" => reader.once(&mut on_behalf_of, name, |word| word.value(OnBehalfOf::parse))?,
                _ => reader.once(&mut identification, name, |id| DirectSignerIdentification::read(id, name))?,
            }
        }
        let identification = reader.required(identification, "personal-identification-number or signer-identifier")?;
        Ok(Self { identification, signature_type, on_behalf_of })
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        self.identification.write(writer);
        writer.optional("signature-type", self.signature_type.map(SignatureType::as_str));
        writer.optional("on-behalf-of", self.on_behalf_of.map(OnBehalfOf::as_str));
    }
}

/// How a signer of a direct job is identified, when the job is made and in every reply about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the schema's choice")]
pub enum DirectSignerIdentification {
    /// By personal identification number.
    Personal(PersonalIdentificationNumber),
    /// By the sender's own identifier.
    Custom(SignerIdentifier),
}

crate::stored::quiet!(DirectSigner, DirectSignerIdentification);

impl DirectSignerIdentification {
    /// The number or identifier itself, which replies repeat as a signer's label.
    pub fn expose(&self) -> &str {
        match self {
            Self::Personal(number) => number.expose(),
            Self::Custom(identifier) => identifier.expose(),
        }
    }

    /// Whether a label in a reply means this signer.
    pub fn is(&self, label: &SignerLabel) -> bool {
        self.expose() == label.expose()
    }

    /// Reads the element called `name`, which is one of the schema's choice.
    pub(super) fn read(reader: &mut Reader<'_>, name: &'static str) -> Result<Self, ReadError> {
        if name == "signer-identifier" {
            reader.trimmed(SignerIdentifier::of_xml).map(Self::Custom)
        } else {
            reader.trimmed(PersonalIdentificationNumber::of_xml).map(Self::Personal)
        }
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Personal(number) => writer.text_element("personal-identification-number", number.expose()),
            Self::Custom(identifier) => writer.text_element("signer-identifier", identifier.expose()),
        }
    }
}
