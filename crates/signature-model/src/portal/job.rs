//! A portal job before it is sent.

use super::{Availability, PortalJobManifest, PortalJobRequest, PortalSigner};
use crate::{
    AuthenticationLevel, Description, Documents, IdentifierInSignedDocuments, JobReference, ManifestDocument,
    NonsensitiveTitle, PackageContents, Sender, Signers, Title,
};

/// Documents to be signed by people that the service notifies.
///
/// Renders to the request and the manifest; see [`PortalJob::request`] and [`PortalJob::package_contents`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
pub struct PortalJob {
    title: Title,
    documents: Documents,
    signers: Signers<PortalSigner>,
    sender: Option<Sender>,
    reference: Option<JobReference>,
    nonsensitive_title: Option<NonsensitiveTitle>,
    description: Option<Description>,
    required_authentication: Option<AuthenticationLevel>,
    availability: Option<Availability>,
    identifier_in_signed_documents: Option<IdentifierInSignedDocuments>,
}

crate::stored::quiet!(PortalJob);

impl PortalJob {
    /// A job with everything that is mandatory.
    pub fn new(title: Title, documents: Documents, signers: Signers<PortalSigner>) -> Self {
        Self {
            title,
            documents,
            signers,
            sender: None,
            reference: None,
            nonsensitive_title: None,
            description: None,
            required_authentication: None,
            availability: None,
            identifier_in_signed_documents: None,
        }
    }

    /// Sets the organization that owns the job, with the queue for its changes. Wins over a client's default sender.
    #[must_use]
    pub fn with_sender(self, sender: Sender) -> Self {
        Self { sender: Some(sender), ..self }
    }

    /// The sender's own reference.
    #[must_use]
    pub fn with_reference(self, reference: JobReference) -> Self {
        Self { reference: Some(reference), ..self }
    }

    /// A title for notifications; without it they use generic words.
    #[must_use]
    pub fn with_nonsensitive_title(self, title: NonsensitiveTitle) -> Self {
        Self { nonsensitive_title: Some(title), ..self }
    }

    /// A message to the signers.
    #[must_use]
    pub fn with_description(self, description: Description) -> Self {
        Self { description: Some(description), ..self }
    }

    /// The security level that signers' electronic IDs must have.
    #[must_use]
    pub fn with_required_authentication(self, level: AuthenticationLevel) -> Self {
        Self { required_authentication: Some(level), ..self }
    }

    /// When the job can be signed; without it from creation, for 30 days.
    #[must_use]
    pub fn with_availability(self, availability: Availability) -> Self {
        Self { availability: Some(availability), ..self }
    }

    /// How signers are named in the signed documents.
    #[must_use]
    pub fn with_identifier_in_signed_documents(self, identifier: IdentifierInSignedDocuments) -> Self {
        Self { identifier_in_signed_documents: Some(identifier), ..self }
    }

    /// The title shown to signers.
    pub fn title(&self) -> &Title {
        &self.title
    }

    /// The documents to sign.
    pub fn documents(&self) -> &Documents {
        &self.documents
    }

    /// The signers.
    pub fn signers(&self) -> &Signers<PortalSigner> {
        &self.signers
    }

    /// The sender of the job, if it was set.
    pub fn sender(&self) -> Option<&Sender> {
        self.sender.as_ref()
    }

    /// The sender's own reference.
    pub fn reference(&self) -> Option<&JobReference> {
        self.reference.as_ref()
    }

    /// The title for notifications.
    pub fn nonsensitive_title(&self) -> Option<&NonsensitiveTitle> {
        self.nonsensitive_title.as_ref()
    }

    /// The message to the signers.
    pub fn description(&self) -> Option<&Description> {
        self.description.as_ref()
    }

    /// The security level that signers' electronic IDs must have.
    pub fn required_authentication(&self) -> Option<AuthenticationLevel> {
        self.required_authentication
    }

    /// When the job can be signed.
    pub fn availability(&self) -> Option<Availability> {
        self.availability
    }

    /// How signers are named in the signed documents.
    pub fn identifier_in_signed_documents(&self) -> Option<IdentifierInSignedDocuments> {
        self.identifier_in_signed_documents
    }

    /// The request element, for the sender that [`Sender::resolve`] gave.
    pub fn request(&self, sender: &Sender) -> PortalJobRequest {
        PortalJobRequest { reference: self.reference.clone(), polling_queue: sender.polling_queue().cloned() }
    }

    /// The manifest element, for the sender that [`Sender::resolve`] gave.
    pub fn manifest(&self, sender: &Sender) -> PortalJobManifest {
        PortalJobManifest {
            signers: self.signers.as_slice().to_vec(),
            sender: sender.organization_number().clone(),
            title: self.title.clone(),
            nonsensitive_title: self.nonsensitive_title.clone(),
            description: self.description.clone(),
            documents: ManifestDocument::list(&self.documents),
            required_authentication: self.required_authentication,
            availability: self.availability,
            identifier_in_signed_documents: self.identifier_in_signed_documents,
        }
    }

    /// What goes into the package: the documents, and the manifest for this sender.
    pub fn package_contents(&self, sender: &Sender) -> PackageContents {
        PackageContents::new(&self.documents, self.manifest(sender).to_xml())
    }
}
