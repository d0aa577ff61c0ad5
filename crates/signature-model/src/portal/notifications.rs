//! How signers are notified that there is something to sign.

use crate::values::{EmailAddress, MobileNumber};
use crate::xml::{ReadError, ReadErrorKind, Reader, Writer};

/// Where to notify a signer: by e-mail, by text message, or both. Text messages cost the sender.
///
/// Source: `portal.xsd#notifications`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the schema's choice")]
pub enum Notifications {
    /// By e-mail.
    Email(EmailAddress),
    /// By text message.
    Sms(MobileNumber),
    /// First by e-mail; the last reminder also by text message.
    EmailAndSms(EmailAddress, MobileNumber),
}

crate::stored::quiet!(Notifications);

impl Notifications {
    /// The e-mail address, if there is one.
    pub fn email_address(&self) -> Option<&EmailAddress> {
        match self {
            Self::Email(address) | Self::EmailAndSms(address, _) => Some(address),
            Self::Sms(_) => None,
        }
    }

    /// The mobile number, if there is one.
    pub fn mobile_number(&self) -> Option<&MobileNumber> {
        match self {
            Self::Sms(number) | Self::EmailAndSms(_, number) => Some(number),
            Self::Email(_) => None,
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut address, mut number) = (None, None);
        while let Some(name) = reader.child(&["email", "sms"])? {
            if name == "email" {
                reader.once(&mut address, name, |email| {
                    let [address] = email.attributes(["address"])?;
                    let address = email.required(address, "address")?;
                    let address = EmailAddress::of_xml(address.into()).map_err(|error| email.fault(error))?;
                    email.empty().map(|()| address)
                })?;
            } else {
                reader.once(&mut number, name, |sms| {
                    let [number] = sms.attributes(["number"])?;
                    let number = sms.required(number, "number")?;
                    let number = MobileNumber::of_xml(number.into()).map_err(|error| sms.fault(error))?;
                    sms.empty().map(|()| number)
                })?;
            }
        }
        match (address, number) {
            (Some(address), Some(number)) => Ok(Self::EmailAndSms(address, number)),
            (Some(address), None) => Ok(Self::Email(address)),
            (None, Some(number)) => Ok(Self::Sms(number)),
            (None, None) => Err(reader.fault(ReadErrorKind::Missing("email or sms"))),
        }
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        if let Some(address) = self.email_address() {
            writer.element("email", |email| email.attribute("address", address.expose()));
        }
        if let Some(number) = self.mobile_number() {
            writer.element("sms", |sms| sms.attribute("number", number.expose()));
        }
    }
}

/// Which contact details the service looks up in the public register. Senders of the public sector only.
///
/// Source: `portal.xsd#notifications-using-lookup`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the schema's choice")]
pub enum Lookup {
    /// The e-mail address.
    Email,
    /// The e-mail address and the mobile number.
    EmailAndSms,
}

impl Lookup {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut email, mut sms) = (None, None);
        while let Some(name) = reader.child(&["email", "sms"])? {
            let slot = if name == "email" { &mut email } else { &mut sms };
            reader.once(slot, name, Reader::empty)?;
        }
        reader.required(email, "email")?;
        Ok(if sms.is_some() { Self::EmailAndSms } else { Self::Email })
    }

    pub(super) fn write(self, writer: &mut Writer<'_>) {
        writer.element("email", |_| {});
        if self == Self::EmailAndSms {
            writer.element("sms", |_| {});
        }
    }
}
