//! The calls of the portal flow.

use std::sync::Arc;

use signature_model::portal::{PortalJob, PortalJobResponse};
use signature_model::urls::CancellationUrl;
use signature_model::{DocumentPackage, Sender};
use signature_protocol::{Cancel, CancelOutcome, CreatePortalJob, PollPortal};

use crate::turns::Turn;
use crate::{Changes, Client, Error};

/// The portal flow of a client.
#[derive(Debug, Clone)]
pub struct PortalFlow {
    client: Client,
}

impl Client {
    /// The calls of the portal flow.
    pub fn portal(&self) -> PortalFlow {
        PortalFlow { client: self.clone() }
    }
}

impl PortalFlow {
    /// Packs, signs and creates a job. Never repeated by the client. Needs the feature `packages`.
    ///
    /// # Errors
    /// [`ErrorKind::MissingSender`](crate::ErrorKind::MissingSender), [`ErrorKind::Document`](crate::ErrorKind::Document)
    /// or [`ErrorKind::Packaging`](crate::ErrorKind::Packaging) before anything is sent;
    /// [`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown) if it is unknown whether the job was created;
    /// [`ErrorKind::Call`](crate::ErrorKind::Call) if the service refuses the job.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the job was created.
    #[cfg(feature = "packages")]
    pub async fn create(&self, job: &PortalJob) -> Result<PortalJobResponse, Error> {
        let sender = self.client.sender_of(job.sender())?;
        self.client.check_documents(job.documents())?;
        let (turn, package) = self.client.package_in_turn(&job.package_contents(&sender)).await?;
        self.send(turn, job, &sender, package).await
    }

    /// Creates a job with a package that was made elsewhere for the same job and sender, for example with a key in an
    /// HSM.
    ///
    /// # Errors
    /// [`ErrorKind::MissingSender`](crate::ErrorKind::MissingSender) or [`ErrorKind::Document`](crate::ErrorKind::Document)
    /// before anything is sent;
    /// [`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown) if it is unknown whether the job was created;
    /// [`ErrorKind::Call`](crate::ErrorKind::Call) if the service refuses the job.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the job was created.
    pub async fn create_packaged(&self, job: &PortalJob, package: DocumentPackage) -> Result<PortalJobResponse, Error> {
        let sender = self.client.sender_of(job.sender())?;
        self.client.check_documents(job.documents())?;
        self.send(self.client.shared.calls.join(), job, &sender, package).await
    }

    /// Cancels a job for all its signers.
    ///
    /// # Errors
    /// [`Error`] if there is no documented reply.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the job was cancelled; its queue will tell.
    pub async fn cancel(&self, url: &CancellationUrl) -> Result<CancelOutcome, Error> {
        self.client.run(Cancel::new(url.clone())).await
    }

    /// The changes of portal jobs, from the sender's queue.
    /// All readers of the same queue through this client share its pace, and each change goes to one of them.
    pub fn changes(&self, sender: &Sender) -> Changes<PollPortal> {
        let engine = self.client.engine(&self.client.shared.portal, sender);
        Changes::new(Arc::clone(&self.client.shared.calls), engine)
    }

    async fn send(
        &self,
        turn: Turn<'_>,
        job: &PortalJob,
        sender: &Sender,
        package: DocumentPackage,
    ) -> Result<PortalJobResponse, Error> {
        let create = CreatePortalJob::new(sender.organization_number().clone(), &job.request(sender), package);
        let created = self.client.shared.calls.run_in(turn, create).await;
        created.map_err(|error| Error::of_create(error, job.reference()))
    }
}
