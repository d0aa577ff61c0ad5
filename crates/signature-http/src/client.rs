//! The client: every call of both flows, ready to use.

mod direct;
mod portal;

use std::sync::{Arc, Mutex, PoisonError};

pub use direct::DirectFlow;
pub use portal::PortalFlow;

use signature_model::package::Packaging;
use signature_model::urls::{ConfirmationUrl, DeleteDocumentsUrl, PadesUrl, XadesUrl};
use signature_model::{DocumentBundle, OrganizationNumber, PackageContents, Sender, Timestamp};
use signature_protocol::operations::{
    Confirm, DeleteDocuments, DownloadHead, FetchPades, FetchXades, GetRootResource, RootResource,
};
use signature_protocol::{CallPace, Never, Operation, ServiceRoot};

use crate::call::{self, Answer};
use crate::{
    ClientIdentity, Download, Environment, Error, HyperTransport, InvalidTlsConfiguration, Settings, Transport,
};

/// A client of the service. Cheap to share by reference, safe to use from many tasks at once.
#[derive(Debug)]
pub struct Client<T: Transport = HyperTransport> {
    transport: T,
    root: ServiceRoot,
    packaging: Arc<dyn Packaging>,
    pace: Mutex<CallPace>,
    settings: Settings,
}

impl Client {
    /// A client that talks to the service of `environment` as `identity`, and signs packages with `packaging`.
    ///
    /// # Errors
    /// [`InvalidTlsConfiguration`] if TLS cannot use the identity.
    pub fn new(
        environment: Environment,
        identity: ClientIdentity,
        packaging: Arc<dyn Packaging>,
        settings: Settings,
    ) -> Result<Self, InvalidTlsConfiguration> {
        let transport = HyperTransport::new(&environment, identity, &settings)?;
        Ok(Self::with_transport(transport, environment.root, packaging, settings))
    }
}

impl<T: Transport> Client<T> {
    /// A client over a transport of your own.
    pub fn with_transport(transport: T, root: ServiceRoot, packaging: Arc<dyn Packaging>, settings: Settings) -> Self {
        let pace = Mutex::new(CallPace::new(settings.calls_per_second));
        Self { transport, root, packaging, pace, settings }
    }

    /// The calls of the direct flow.
    pub fn direct(&self) -> DirectFlow<'_, T> {
        DirectFlow::new(self)
    }

    /// The calls of the portal flow.
    pub fn portal(&self) -> PortalFlow<'_, T> {
        PortalFlow::new(self)
    }

    /// One signer's XAdES.
    ///
    /// # Errors
    /// [`Error::Call`] if the service does not give it.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn xades(&self, url: &XadesUrl) -> Result<Download<T>, Error> {
        self.download(FetchXades::new(url.clone())).await
    }

    /// The job's PAdES.
    ///
    /// # Errors
    /// [`Error::Call`] if the service does not give it.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn pades(&self, url: &PadesUrl) -> Result<Download<T>, Error> {
        self.download(FetchPades::new(url.clone())).await
    }

    /// Confirms a status. Fetch and store what is wanted first: a job that has ended may then be gone.
    ///
    /// # Errors
    /// [`Error::Call`] if the service does not take it; the status then comes back.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the service took it.
    pub async fn confirm(&self, url: &ConfirmationUrl) -> Result<(), Error> {
        self.run(Confirm::new(url.clone())).await
    }

    /// Deletes the contents of all documents of a job, for good.
    ///
    /// # Errors
    /// [`Error::Call`] if the service does not do it.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the service did it; deleting again is safe.
    pub async fn delete_documents(&self, url: &DeleteDocumentsUrl) -> Result<(), Error> {
        self.run(DeleteDocuments::new(url.clone())).await
    }

    /// Asks whether connection, certificate and authority for an organization work.
    ///
    /// # Errors
    /// [`Error::Call`] if they do not, with the reason.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn root_resource(&self, organization: &OrganizationNumber) -> Result<RootResource, Error> {
        self.run(GetRootResource::new(organization.clone())).await
    }

    /// Runs any call without a streamed reply, your own included.
    ///
    /// # Errors
    /// [`Error::Call`] if there is no documented reply.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the service acted on the request.
    pub async fn run<O: Operation<Streamed = Never>>(&self, operation: O) -> Result<O::Outcome, Error> {
        self.turn().await;
        match call::run(operation, &self.root, &self.transport, self.settings.timeouts.call).await? {
            Answer::Outcome(outcome) => Ok(outcome),
            Answer::Stream(never, _) => match never {},
        }
    }

    async fn download<O>(&self, operation: O) -> Result<Download<T>, Error>
    where
        O: Operation<Outcome = Never, Streamed = DownloadHead>,
    {
        self.turn().await;
        let timeouts = &self.settings.timeouts;
        match call::run(operation, &self.root, &self.transport, timeouts.download).await? {
            Answer::Outcome(never) => match never {},
            Answer::Stream(head, body) => Ok(Download::new(head, body, timeouts.idle)),
        }
    }

    /// Waits for this call's turn, so that the service's rate filter never has to act.
    async fn turn(&self) {
        let now = self.now();
        let turn = self.pace.lock().unwrap_or_else(PoisonError::into_inner).reserve(now);
        tokio::time::sleep(turn.saturating_since(now)).await;
    }

    /// The job's own sender, or the default one.
    fn sender(&self, own: Option<&Sender>) -> Result<Sender, Error> {
        Ok(Sender::resolve(own, self.settings.default_sender.as_ref())?)
    }

    fn package(&self, contents: &PackageContents) -> Result<DocumentBundle, Error> {
        Ok(self.packaging.package(contents, self.now())?)
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.settings.clock.now()
    }
}
