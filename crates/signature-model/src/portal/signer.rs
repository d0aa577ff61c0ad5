//! One signer of a portal job.

use super::{Lookup, Notifications};
use crate::xml::{ReadError, ReadErrorKind, Reader, Writer, integer};
use crate::{Error, ErrorKind, OnBehalfOf, PersonalIdentificationNumber, SignatureType};

/// One person who signs a portal job: how to reach them, and when it is their turn.
///
/// There is one constructor for each way to address a signer, so that a combination that the service refuses cannot be
/// made.
///
/// Source: `portal.xsd#portal-signer`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
pub struct PortalSigner {
    address: PortalSignerAddress,
    order: Option<SigningOrder>,
    signature_type: Option<SignatureType>,
}

/// How a signer is addressed and notified, and in which capacity they sign.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "every combination the service accepts")]
pub enum PortalSignerAddress {
    /// By personal identification number, notified at addresses that the sender gives.
    Personal {
        /// The signer.
        number: PersonalIdentificationNumber,
        /// Where to notify.
        notifications: Notifications,
        /// The capacity; in private without one.
        on_behalf_of: Option<OnBehalfOf>,
    },
    /// By personal identification number, notified at addresses from the public register. The signer always signs in
    /// private: the service looks up no contact details for a person who signs for another.
    PersonalWithLookup {
        /// The signer.
        number: PersonalIdentificationNumber,
        /// What to look up.
        lookup: Lookup,
        /// Whether the request states `SELF`.
        explicitly_self: bool,
    },
    /// By contact details alone, with a security code; the service does not verify who reads.
    ContactInformation {
        /// Where to notify, and who the signer is.
        notifications: Notifications,
        /// The capacity; in private without one.
        on_behalf_of: Option<OnBehalfOf>,
    },
}

crate::stored::quiet!(PortalSigner, PortalSignerAddress);

impl PortalSigner {
    /// A person with a personal identification number, notified at addresses that the sender gives.
    pub fn personal(number: PersonalIdentificationNumber, notifications: Notifications) -> Self {
        Self::addressed(PortalSignerAddress::Personal { number, notifications, on_behalf_of: None })
    }

    /// A person with a personal identification number, notified at addresses from the public register. Only for senders
    /// of the public sector.
    pub fn personal_with_lookup(number: PersonalIdentificationNumber, lookup: Lookup) -> Self {
        Self::addressed(PortalSignerAddress::PersonalWithLookup { number, lookup, explicitly_self: false })
    }

    /// A person known by contact details only.
    pub fn contact_information(notifications: Notifications) -> Self {
        Self::addressed(PortalSignerAddress::ContactInformation { notifications, on_behalf_of: None })
    }

    /// A person with a personal identification number who signs for another, by role or for an organization.
    pub fn personal_for_other(number: PersonalIdentificationNumber, notifications: Notifications) -> Self {
        let on_behalf_of = Some(OnBehalfOf::Other);
        Self::addressed(PortalSignerAddress::Personal { number, notifications, on_behalf_of })
    }

    /// A person known by contact details only who signs for another, by role or for an organization.
    pub fn contact_information_for_other(notifications: Notifications) -> Self {
        let on_behalf_of = Some(OnBehalfOf::Other);
        Self::addressed(PortalSignerAddress::ContactInformation { notifications, on_behalf_of })
    }

    fn addressed(address: PortalSignerAddress) -> Self {
        Self { address, order: None, signature_type: None }
    }

    /// States that the signer signs in private, which is also the service's default. Replaces an earlier choice.
    #[must_use]
    pub fn with_on_behalf_of_self(mut self) -> Self {
        match &mut self.address {
            PortalSignerAddress::Personal { on_behalf_of, .. }
            | PortalSignerAddress::ContactInformation { on_behalf_of, .. } => *on_behalf_of = Some(OnBehalfOf::Myself),
            PortalSignerAddress::PersonalWithLookup { explicitly_self, .. } => *explicitly_self = true,
        }
        self
    }

    /// When it is this signer's turn; without it zero, with the first signers.
    #[must_use]
    pub fn with_order(self, order: SigningOrder) -> Self {
        Self { order: Some(order), ..self }
    }

    /// Chooses the type of signature; without it the sender's sector decides.
    #[must_use]
    pub fn with_signature_type(self, signature_type: SignatureType) -> Self {
        Self { signature_type: Some(signature_type), ..self }
    }

    /// How the signer is addressed.
    pub fn address(&self) -> &PortalSignerAddress {
        &self.address
    }

    /// When it is this signer's turn, if that was chosen. Without a choice it is zero, the default.
    pub fn order(&self) -> Option<SigningOrder> {
        self.order
    }

    /// The type of signature that was chosen.
    pub fn signature_type(&self) -> Option<SignatureType> {
        self.signature_type
    }

    /// The capacity to sign in that was chosen.
    pub fn on_behalf_of(&self) -> Option<OnBehalfOf> {
        match &self.address {
            PortalSignerAddress::Personal { on_behalf_of, .. }
            | PortalSignerAddress::ContactInformation { on_behalf_of, .. } => *on_behalf_of,
            PortalSignerAddress::PersonalWithLookup { explicitly_self, .. } => {
                explicitly_self.then_some(OnBehalfOf::Myself)
            }
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        const CHILDREN: &[&str] = &[
            "personal-identification-number",
            "identified-by-contact-information",
            "signature-type",
            "notifications-using-lookup",
            "notifications",
            "on-behalf-of",
        ];
        let [order] = reader.attributes(["order"])?;
        let order = order.map(|order| SigningOrder::parse(reader, &order)).transpose()?;
        let (mut number, mut by_contact, mut signature_type) = (None, None, None);
        let (mut lookup, mut notifications, mut on_behalf_of) = (None, None, None);
        while let Some(name) = reader.child(CHILDREN)? {
            match name {
                "personal-identification-number" => {
                    reader.once(&mut number, name, |text| text.value(PersonalIdentificationNumber::of_xml))?;
                }
                "identified-by-contact-information" => reader.once(&mut by_contact, name, Reader::empty)?,
                "signature-type" => reader.once(&mut signature_type, name, |word| word.value(SignatureType::parse))?,
                "notifications-using-lookup" => reader.once(&mut lookup, name, Lookup::read)?,
                "notifications" => reader.once(&mut notifications, name, Notifications::read)?,
                _ => reader.once(&mut on_behalf_of, name, |word| word.value(OnBehalfOf::parse))?,
            }
        }
        let address = match (number, by_contact, notifications, lookup) {
            (Some(number), None, Some(notifications), None) => {
                PortalSignerAddress::Personal { number, notifications, on_behalf_of }
            }
            (Some(number), None, None, Some(lookup)) if on_behalf_of != Some(OnBehalfOf::Other) => {
                PortalSignerAddress::PersonalWithLookup { number, lookup, explicitly_self: on_behalf_of.is_some() }
            }
            (None, Some(()), Some(notifications), None) => {
                PortalSignerAddress::ContactInformation { notifications, on_behalf_of }
            }
            _ => {
                return Err(reader.fault(ReadErrorKind::Content {
                    expected: "a personal identification number with notifications, or with a lookup and not on behalf \
                               of another, or contact information with notifications",
                    found: "another combination",
                }));
            }
        };
        Ok(Self { address, order, signature_type })
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        if let Some(order) = self.order {
            writer.attribute("order", &order.get().to_string());
        }
        match &self.address {
            PortalSignerAddress::Personal { number, .. } | PortalSignerAddress::PersonalWithLookup { number, .. } => {
                writer.text_element("personal-identification-number", number.expose());
            }
            PortalSignerAddress::ContactInformation { .. } => {
                writer.element("identified-by-contact-information", |_| {});
            }
        }
        writer.optional("signature-type", self.signature_type.map(SignatureType::as_str));
        match &self.address {
            PortalSignerAddress::Personal { notifications, .. }
            | PortalSignerAddress::ContactInformation { notifications, .. } => {
                writer.element("notifications", |element| notifications.write(element));
            }
            PortalSignerAddress::PersonalWithLookup { lookup, .. } => {
                writer.element("notifications-using-lookup", |element| lookup.write(element));
            }
        }
        writer.optional("on-behalf-of", self.on_behalf_of().map(OnBehalfOf::as_str));
    }
}

/// When it is a signer's turn: 0 to 9. Lower numbers sign first, equal numbers at the same time; gaps are allowed.
///
/// Source: `portal.xsd#order`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct SigningOrder(u8);

impl SigningOrder {
    /// The highest number.
    pub const MAX: u8 = 9;

    /// Checks and wraps the number.
    ///
    /// # Errors
    /// [`Error`] beyond [`SigningOrder::MAX`].
    pub fn new(order: u8) -> Result<Self, Error> {
        if order > Self::MAX {
            Err(ErrorKind::SigningOrder { max: Self::MAX, found: order }.into())
        } else {
            Ok(Self(order))
        }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }

    fn parse(reader: &Reader<'_>, text: &str) -> Result<Self, ReadError> {
        let order = integer(text).and_then(|order| u8::try_from(order).ok()).and_then(|order| Self::new(order).ok());
        order.ok_or_else(|| {
            reader.fault(ReadErrorKind::Lexical { what: "order", expected: "a whole number from 0 to 9" })
        })
    }
}

impl TryFrom<u8> for SigningOrder {
    type Error = Error;

    fn try_from(order: u8) -> Result<Self, Error> {
        Self::new(order)
    }
}

impl From<SigningOrder> for u8 {
    fn from(order: SigningOrder) -> Self {
        order.0
    }
}
