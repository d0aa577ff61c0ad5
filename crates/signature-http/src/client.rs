//! The client: every call of both flows, ready to use.

mod direct;
mod portal;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use direct::DirectFlow;
pub use portal::PortalFlow;

use signature_model::urls::{ConfirmationUrl, DeleteDocumentsUrl, PadesUrl, XadesUrl};
use signature_model::{
    ArchivedDocumentId, DocumentPackage, OrganizationNumber, PackageContents, Packaging, Sender, Timestamp,
};
use signature_protocol::{
    Confirm, DeleteDocuments, ErrorKind, FetchDocument, GetRootResource, Operation, PollPace, RateLimiter,
    RootResource, ServiceRoot,
};
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::Instant;

use crate::call;
use crate::{ClientIdentity, Download, Environment, Error, HyperTransport, InvalidConfiguration, Settings, Transport};

/// A client of the service. Cheap to share by reference, safe to use from many tasks at once.
#[derive(Debug)]
pub struct Client<T: Transport = HyperTransport> {
    transport: T,
    root: ServiceRoot,
    packaging: Arc<dyn Packaging>,
    /// Held while waiting, so that calls go out in the order they came.
    turns: AsyncMutex<RateLimiter>,
    /// What turns are counted from: no clock that somebody sets.
    started: Instant,
    queues: Mutex<BTreeMap<Queue, PollPace>>,
    settings: Settings,
}

/// A queue that may be polled: its flow and its sender.
pub(crate) type Queue = (&'static str, Sender);

impl Client {
    /// A client that talks to the service of `environment` as `identity`, and signs packages with `packaging`.
    ///
    /// # Errors
    /// [`InvalidConfiguration`] if TLS cannot use the identity.
    pub fn new(
        environment: Environment,
        identity: ClientIdentity,
        packaging: Arc<dyn Packaging>,
        settings: Settings,
    ) -> Result<Self, InvalidConfiguration> {
        let transport = HyperTransport::new(&environment, identity, &settings)?;
        Ok(Self::with_transport(transport, environment.root, packaging, settings))
    }
}

impl<T: Transport> Client<T> {
    /// A client over a transport of your own.
    pub fn with_transport(transport: T, root: ServiceRoot, packaging: Arc<dyn Packaging>, settings: Settings) -> Self {
        let turns = AsyncMutex::new(RateLimiter::new(settings.calls_per_second));
        let queues = Mutex::new(BTreeMap::new());
        Self { transport, root, packaging, turns, started: Instant::now(), queues, settings }
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
        self.download(FetchDocument::xades(url.clone())).await
    }

    /// The job's PAdES.
    ///
    /// # Errors
    /// [`Error::Call`] if the service does not give it.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn pades(&self, url: &PadesUrl) -> Result<Download<T>, Error> {
        self.download(FetchDocument::pades(url.clone())).await
    }

    /// The PAdES of a document in the long-term archive of `owner`.
    ///
    /// # Errors
    /// [`Error::Call`] if the service does not give it.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn archived_pades(
        &self,
        owner: &OrganizationNumber,
        document: &ArchivedDocumentId,
    ) -> Result<Download<T>, Error> {
        self.download(FetchDocument::archived_pades(owner.clone(), document.clone())).await
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

    /// Runs any call, your own included.
    ///
    /// # Errors
    /// [`Error::Call`] if there is no documented reply.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the service acted on the request.
    pub async fn run<O: Operation>(&self, operation: O) -> Result<O::Outcome, Error> {
        self.turn().await;
        self.run_now(operation).await
    }

    /// Runs a call whose turn it is.
    pub(crate) async fn run_now<O: Operation>(&self, operation: O) -> Result<O::Outcome, Error> {
        let answer = call::run(operation, &self.root, &self.transport, self.settings.timeouts.call).await;
        Ok(self.heed(answer).await?)
    }

    /// Fetches a document.
    ///
    /// # Errors
    /// [`Error::Call`] if the service does not give it.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn download(&self, document: FetchDocument) -> Result<Download<T>, Error> {
        self.turn().await;
        let timeouts = &self.settings.timeouts;
        let answer = call::download(&document, &self.root, &self.transport, timeouts.download).await;
        let (streaming, body) = self.heed(answer).await?;
        Ok(Download::new(streaming, body, timeouts.idle))
    }

    /// Waits for this call's turn, so that the service's rate filter never has to act.
    pub(crate) async fn turn(&self) {
        let mut turns = self.turns.lock().await;
        while let Some(until) = turns.wait_until(self.uptime()) {
            tokio::time::sleep(until.saturating_since(self.uptime())).await;
        }
        turns.record(self.uptime());
    }

    /// If the rate filter has refused a call all the same, others wait.
    async fn heed<A>(&self, answer: Result<A, signature_protocol::Error>) -> Result<A, signature_protocol::Error> {
        if let Err(error) = &answer
            && matches!(error.kind(), ErrorKind::RateLimited)
        {
            self.turns.lock().await.block(self.uptime());
        }
        answer
    }

    /// The time since the client was made, as a time.
    fn uptime(&self) -> Timestamp {
        Timestamp::EPOCH.saturating_add(self.started.elapsed())
    }

    /// Looks at or changes the pace of a queue, which every user of this client shares.
    pub(crate) fn poll_pace<R>(&self, queue: &Queue, act: impl FnOnce(&mut PollPace) -> R) -> R {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        act(queues.entry(queue.clone()).or_insert_with(|| PollPace::new(self.settings.poll_policy)))
    }

    /// The job's own sender, or the default one.
    fn sender(&self, own: Option<&Sender>) -> Result<Sender, Error> {
        Sender::resolve(own, self.settings.default_sender.as_ref()).map_err(Error::MissingSender)
    }

    fn package(&self, contents: &PackageContents) -> Result<DocumentPackage, Error> {
        Ok(self.packaging.package(contents, self.now())?)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.settings.clock.now()
    }
}
