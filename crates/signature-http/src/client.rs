//! The client: every call of both flows, ready to use.

mod builder;
mod direct;
mod portal;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

pub use builder::ClientBuilder;
pub use direct::DirectFlow;
pub use portal::PortalFlow;

#[cfg(feature = "packages")]
use signature_asice::Packager;
use signature_model::urls::{ConfirmationUrl, DeleteDocumentsUrl, PadesUrl, XadesUrl};
use signature_model::{ArchivedDocumentId, Documents, OrganizationNumber, Sender};
#[cfg(feature = "packages")]
use signature_model::{DocumentPackage, PackageContents, Timestamp};
use signature_protocol::{
    Confirm, DeleteDocuments, FetchDocument, GetRootResource, Operation, Poll, PollDirect, PollPolicy, PollPortal,
    RootResource, ServiceRoot,
};

use crate::calls::Calls;
use crate::changes::Engine;
use crate::error::ErrorKind;
#[cfg(feature = "packages")]
use crate::own_certificate;
#[cfg(feature = "packages")]
use crate::turns::Turn;
use crate::{Download, Error};

/// A client of the service. Clones are cheap and share everything: connections, pace, and the leases of changes.
///
/// ```
/// # #[cfg(all(feature = "hyper", feature = "packages"))]
/// # mod example {
/// use signature_http::identity::Identity;
/// use signature_http::model::Sender;
/// use signature_http::{Client, ConfigurationError, Environment};
///
/// fn connect(identity: &Identity, sender: Sender) -> Result<Client, ConfigurationError> {
///     Client::builder(Environment::difitest(), identity).with_sender(sender).build()
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

/// What all clones of a client share.
struct Shared {
    calls: Arc<Calls>,
    #[cfg(feature = "packages")]
    packager: Option<Packager>,
    #[cfg(feature = "packages")]
    checks_own_certificate: bool,
    sender: Option<Sender>,
    checks_documents: bool,
    poll_policy: PollPolicy,
    direct: Engines<PollDirect>,
    portal: Engines<PollPortal>,
}

/// The engine of each queue of one flow: all readers of a queue share its pace and its leases.
type Engines<P> = Mutex<BTreeMap<Sender, Arc<Engine<P>>>>;

impl Client {
    /// Where the service is.
    pub fn root(&self) -> &ServiceRoot {
        &self.shared.calls.root
    }

    /// The sender of jobs that name none.
    pub fn sender(&self) -> Option<&Sender> {
        self.shared.sender.as_ref()
    }

    /// One signer's XAdES.
    ///
    /// # Errors
    /// [`Error`] if the service does not give it.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn xades(&self, url: &XadesUrl) -> Result<Download, Error> {
        self.download(FetchDocument::xades(url.clone())).await
    }

    /// The job's PAdES.
    ///
    /// # Errors
    /// [`Error`] if the service does not give it.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn pades(&self, url: &PadesUrl) -> Result<Download, Error> {
        self.download(FetchDocument::pades(url.clone())).await
    }

    /// The PAdES of a document in the long-term archive of `owner`.
    ///
    /// # Errors
    /// [`Error`] if the service does not give it.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn archived_pades(
        &self,
        owner: &OrganizationNumber,
        document: &ArchivedDocumentId,
    ) -> Result<Download, Error> {
        self.download(FetchDocument::archived_pades(owner.clone(), document.clone())).await
    }

    /// Confirms a status. Fetch and store what you want first: when a job has ended, it may be gone after this.
    ///
    /// For a status that [`DirectFlow::status`] gave. A change from a queue has its own
    /// [`LeasedChange::confirm`](crate::LeasedChange::confirm), which knows whether its lease still runs.
    ///
    /// # Errors
    /// [`Error`] if the service does not accept it.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the service accepted it.
    pub async fn confirm(&self, url: &ConfirmationUrl) -> Result<(), Error> {
        self.run(Confirm::new(url.clone())).await
    }

    /// Deletes the contents of all documents of a job. This cannot be undone.
    ///
    /// # Errors
    /// [`Error`] if the service does not do it.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the service did it; deleting again is safe.
    pub async fn delete_documents(&self, url: &DeleteDocumentsUrl) -> Result<(), Error> {
        self.run(DeleteDocuments::new(url.clone())).await
    }

    /// Asks whether connection, certificate and authority for an organization work.
    ///
    /// # Errors
    /// [`Error`] if they do not, with the reason.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn root_resource(&self, organization: &OrganizationNumber) -> Result<RootResource, Error> {
        self.run(GetRootResource::new(organization.clone())).await
    }

    /// Runs any call, your own included.
    ///
    /// # Errors
    /// [`Error`] if there is no documented reply.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the service acted on the request.
    pub async fn run<O: Operation>(&self, operation: O) -> Result<O::Outcome, Error> {
        Ok(self.shared.calls.run(operation).await?)
    }

    /// Fetches a document.
    ///
    /// # Errors
    /// [`Error`] if the service does not give it.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn download(&self, document: FetchDocument) -> Result<Download, Error> {
        Ok(self.shared.calls.download(&document).await?)
    }

    /// The job's own sender, or the default one.
    fn sender_of(&self, own: Option<&Sender>) -> Result<Sender, Error> {
        own.or(self.sender()).cloned().ok_or_else(|| ErrorKind::MissingSender.into())
    }

    /// Signs a package when its turn comes, as it says when it was signed. A client that cannot sign neither waits nor
    /// uses up a turn.
    #[cfg(feature = "packages")]
    async fn package_in_turn(&self, contents: &PackageContents) -> Result<(Turn<'_>, DocumentPackage), Error> {
        self.signer()?;
        let turn = self.shared.calls.turn().await;
        let (packager, now) = self.signer()?;
        let package = packager.package(contents, now);
        Ok((turn, package.map_err(|error| ErrorKind::Packaging(error.into()))?))
    }

    /// Who signs packages, and the time at which their certificate is known to be usable.
    #[cfg(feature = "packages")]
    fn signer(&self) -> Result<(&Packager, Timestamp), Error> {
        let packager = self.shared.packager.as_ref().ok_or(ErrorKind::NoPackager)?;
        let now = self.shared.calls.runtime().now();
        if self.shared.checks_own_certificate {
            own_certificate::check(packager.chain().leaf(), now).map_err(ErrorKind::OwnCertificate)?;
        }
        Ok((packager, now))
    }

    /// Whether the service takes the documents, unless the caller does not want to know.
    fn check_documents(&self, documents: &Documents) -> Result<(), Error> {
        if !self.shared.checks_documents {
            return Ok(());
        }
        for (index, (_, document)) in documents.into_iter().enumerate() {
            document.check_content().map_err(|error| ErrorKind::Document { index, error })?;
        }
        Ok(())
    }

    fn engine<P: Poll>(&self, engines: &Engines<P>, sender: &Sender) -> Arc<Engine<P>> {
        let mut engines = engines.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.shared.calls.runtime().now();
        let engine = engines
            .entry(sender.clone())
            .or_insert_with(|| Arc::new(Engine::new(self.shared.poll_policy, sender.clone(), now)));
        Arc::clone(engine)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("transport", &self.shared.calls.transport)
            .field("runtime", &self.shared.calls.runtime)
            .field("root", &self.shared.calls.root)
            .field("sender", &self.shared.sender)
            .field("timeouts", &self.shared.calls.timeouts)
            .finish_non_exhaustive()
    }
}
