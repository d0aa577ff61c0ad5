//! A direct job before it is sent.

use std::collections::BTreeSet;

use serde::de::Error as _;
use serde::{Deserialize as _, Deserializer};

use super::{DirectJobManifest, DirectJobRequest, DirectSigner, ExitUrls, StatusRetrievalMethod};
use crate::{
    AuthenticationLevel, Description, Documents, Error, ErrorKind, IdentifierInSignedDocuments, JobReference,
    ManifestDocument, PackageContents, Sender, Signers, Title,
};

/// Documents to be signed by people who are in the sender's own web application.
///
/// Renders to the request and the manifest; see [`DirectJob::request`] and [`DirectJob::package_contents`].
/// The service keeps a direct job open for 30 days.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
pub struct DirectJob {
    title: Title,
    documents: Documents,
    #[serde(deserialize_with = "distinct")]
    signers: Signers<DirectSigner>,
    exit_urls: ExitUrls,
    sender: Option<Sender>,
    reference: Option<JobReference>,
    description: Option<Description>,
    required_authentication: Option<AuthenticationLevel>,
    identifier_in_signed_documents: Option<IdentifierInSignedDocuments>,
    status_retrieval_method: Option<StatusRetrievalMethod>,
}

crate::stored::quiet!(DirectJob);

impl DirectJob {
    /// A job with everything that is mandatory.
    ///
    /// # Errors
    /// [`Error`] if two signers have the same identification.
    pub fn new(
        title: Title,
        documents: Documents,
        signers: Signers<DirectSigner>,
        exit_urls: ExitUrls,
    ) -> Result<Self, Error> {
        require_distinct(&signers)?;
        Ok(Self {
            title,
            documents,
            signers,
            exit_urls,
            sender: None,
            reference: None,
            description: None,
            required_authentication: None,
            identifier_in_signed_documents: None,
            status_retrieval_method: None,
        })
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

    /// How signers are named in the signed documents.
    #[must_use]
    pub fn with_identifier_in_signed_documents(self, identifier: IdentifierInSignedDocuments) -> Self {
        Self { identifier_in_signed_documents: Some(identifier), ..self }
    }

    /// How the sender gets the status; the default is to wait for the callback.
    #[must_use]
    pub fn with_status_retrieval_method(self, method: StatusRetrievalMethod) -> Self {
        Self { status_retrieval_method: Some(method), ..self }
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
    pub fn signers(&self) -> &Signers<DirectSigner> {
        &self.signers
    }

    /// Where the signers' browsers go afterwards.
    pub fn exit_urls(&self) -> &ExitUrls {
        &self.exit_urls
    }

    /// The sender of the job, if it was set.
    pub fn sender(&self) -> Option<&Sender> {
        self.sender.as_ref()
    }

    /// The sender's own reference.
    pub fn reference(&self) -> Option<&JobReference> {
        self.reference.as_ref()
    }

    /// The message to the signers.
    pub fn description(&self) -> Option<&Description> {
        self.description.as_ref()
    }

    /// The security level that signers' electronic IDs must have.
    pub fn required_authentication(&self) -> Option<AuthenticationLevel> {
        self.required_authentication
    }

    /// How signers are named in the signed documents.
    pub fn identifier_in_signed_documents(&self) -> Option<IdentifierInSignedDocuments> {
        self.identifier_in_signed_documents
    }

    /// How the sender gets the status.
    pub fn status_retrieval_method(&self) -> Option<StatusRetrievalMethod> {
        self.status_retrieval_method
    }

    /// The request element, for the sender that [`Sender::resolve`] gave.
    pub fn request(&self, sender: &Sender) -> DirectJobRequest {
        DirectJobRequest {
            reference: self.reference.clone(),
            exit_urls: self.exit_urls.clone(),
            status_retrieval_method: self.status_retrieval_method,
            polling_queue: sender.polling_queue().cloned(),
        }
    }

    /// The manifest element, for the sender that [`Sender::resolve`] gave.
    pub fn manifest(&self, sender: &Sender) -> DirectJobManifest {
        DirectJobManifest {
            signers: self.signers.as_slice().to_vec(),
            sender: sender.organization_number().clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            documents: ManifestDocument::list(&self.documents),
            required_authentication: self.required_authentication,
            identifier_in_signed_documents: self.identifier_in_signed_documents,
        }
    }

    /// What goes into the package: the documents, and the manifest for this sender.
    pub fn package_contents(&self, sender: &Sender) -> PackageContents {
        PackageContents::new(&self.documents, self.manifest(sender).to_xml())
    }
}

/// The service tells the signers of a direct job apart by their identification.
fn require_distinct(signers: &Signers<DirectSigner>) -> Result<(), Error> {
    let distinct: BTreeSet<_> = signers.iter().map(|signer| signer.identification().expose()).collect();
    if distinct.len() == signers.len() { Ok(()) } else { Err(ErrorKind::RepeatedSigner.into()) }
}

/// Signers from storage, held to the same rule.
fn distinct<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Signers<DirectSigner>, D::Error> {
    let signers = Signers::deserialize(deserializer)?;
    require_distinct(&signers).map_err(D::Error::custom)?;
    Ok(signers)
}
