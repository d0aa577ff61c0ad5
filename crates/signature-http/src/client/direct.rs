//! The calls of the direct flow.

use std::sync::Arc;

use signature_model::direct::{DirectJob, DirectJobResponse, DirectSignerResponse};
use signature_model::urls::{SignerUrl, StatusUrl};
use signature_model::{DocumentPackage, Sender, StatusQueryToken};
use signature_protocol::{CreateDirectJob, DirectStatusOutcome, GetDirectStatus, PollDirect, RequestRedirectUrl};

use crate::turns::Turn;
use crate::{Changes, Client, Error};

/// The direct flow of a client.
#[derive(Debug, Clone)]
pub struct DirectFlow {
    client: Client,
}

impl Client {
    /// The calls of the direct flow.
    pub fn direct(&self) -> DirectFlow {
        DirectFlow { client: self.clone() }
    }
}

impl DirectFlow {
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
    pub async fn create(&self, job: &DirectJob) -> Result<DirectJobResponse, Error> {
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
    pub async fn create_packaged(&self, job: &DirectJob, package: DocumentPackage) -> Result<DirectJobResponse, Error> {
        let sender = self.client.sender_of(job.sender())?;
        self.client.check_documents(job.documents())?;
        self.send(self.client.shared.calls.join(), job, &sender, package).await
    }

    /// A fresh redirect URL for one signer, best each time they start.
    ///
    /// # Errors
    /// [`Error`] if the service does not give one.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn request_redirect_url(&self, signer: &SignerUrl) -> Result<DirectSignerResponse, Error> {
        self.client.run(RequestRedirectUrl::new(signer.clone())).await
    }

    /// The job's status, with the token that the signer's browser brought to an exit URL.
    ///
    /// # Errors
    /// [`Error`] if there is no documented reply.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn status(&self, url: &StatusUrl, token: StatusQueryToken) -> Result<DirectStatusOutcome, Error> {
        self.client.run(GetDirectStatus::new(url.clone(), token)).await
    }

    /// The changes of jobs that were made to be polled, from the sender's queue.
    /// All readers of the same queue through this client share its pace, and each change goes to one of them.
    pub fn changes(&self, sender: &Sender) -> Changes<PollDirect> {
        let engine = self.client.engine(&self.client.shared.direct, sender);
        Changes::new(Arc::clone(&self.client.shared.calls), engine)
    }

    async fn send(
        &self,
        turn: Turn<'_>,
        job: &DirectJob,
        sender: &Sender,
        package: DocumentPackage,
    ) -> Result<DirectJobResponse, Error> {
        let create = CreateDirectJob::new(sender.organization_number().clone(), &job.request(sender), package);
        let created = self.client.shared.calls.run_in(turn, create).await;
        created.map_err(|error| Error::of_create(error, job.reference()))
    }
}
