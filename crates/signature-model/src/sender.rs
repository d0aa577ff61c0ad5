//! The organization that owns the job.

use crate::xml::{ReadError, Reader, Writer};
use crate::{Error, ErrorKind, OrganizationNumber, PollingQueue};

/// The organization that owns a job, and the queue its status changes arrive in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Sender {
    organization_number: OrganizationNumber,
    polling_queue: Option<PollingQueue>,
}

impl Sender {
    /// A sender with its default queue.
    pub fn new(organization_number: OrganizationNumber) -> Self {
        Self { organization_number, polling_queue: None }
    }

    /// Uses a named queue. Poll with the same sender to see its changes.
    #[must_use]
    pub fn with_polling_queue(self, queue: PollingQueue) -> Self {
        Self { polling_queue: Some(queue), ..self }
    }

    /// The organization.
    pub fn organization_number(&self) -> &OrganizationNumber {
        &self.organization_number
    }

    /// The named queue; `None` is the default one.
    pub fn polling_queue(&self) -> Option<&PollingQueue> {
        self.polling_queue.as_ref()
    }

    /// The sender of a job: its own if it has one, or else the client's default.
    ///
    /// # Errors
    /// [`Error`] if both are missing; see [`Error::is_missing_sender`].
    pub fn resolve(own: Option<&Self>, default: Option<&Self>) -> Result<Self, Error> {
        own.or(default).cloned().ok_or_else(|| ErrorKind::MissingSender.into())
    }
}

/// Reads the `sender` element of a manifest.
///
/// Source: `common.xsd#sender`
pub(crate) fn read_sender(reader: &mut Reader<'_>) -> Result<OrganizationNumber, ReadError> {
    let mut number = None;
    while let Some(name) = reader.child(&["organization-number"])? {
        reader.once(&mut number, name, |text| text.value(OrganizationNumber::of_xml))?;
    }
    reader.required(number, "organization-number")
}

/// Writes the `sender` element of a manifest.
pub(crate) fn write_sender(number: &OrganizationNumber, writer: &mut Writer<'_>) {
    writer.element("sender", |sender| sender.text_element("organization-number", number.as_str()));
}
