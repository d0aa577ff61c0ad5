//! The calls of the portal flow.

use signature_model::portal::{PortalJob, PortalJobResponse};
use signature_model::urls::CancellationUrl;
use signature_model::{DocumentPackage, Sender};
use signature_protocol::{Cancel, CancelOutcome, CreatePortalJob, PollPortal};

use crate::{Changes, Client, Error, HyperTransport, Transport};

/// The portal flow of a client.
#[derive(Debug)]
pub struct PortalFlow<'c, T: Transport = HyperTransport> {
    client: &'c Client<T>,
}

impl<'c, T: Transport> PortalFlow<'c, T> {
    pub(super) fn new(client: &'c Client<T>) -> Self {
        Self { client }
    }

    /// Packs, signs and creates a job. Never repeated by the client.
    ///
    /// # Errors
    /// [`Error::MissingSender`] or [`Error::Packaging`] before anything is sent; [`Error::Call`] if the service does
    /// not take the job, or nobody knows.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the job was made.
    pub async fn create(&self, job: &PortalJob) -> Result<PortalJobResponse, Error> {
        let sender = self.client.sender(job.sender())?;
        // The package says when it was signed, and must not wait after that.
        self.client.turn().await;
        let package = self.client.package(&job.package_contents(&sender))?;
        self.client.run_now(create(job, &sender, package)).await
    }

    /// Creates a job whose package was made elsewhere, as with a key in an HSM, for the same job and sender.
    ///
    /// # Errors
    /// As [`PortalFlow::create`].
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the job was made.
    pub async fn create_packaged(&self, job: &PortalJob, package: DocumentPackage) -> Result<PortalJobResponse, Error> {
        let sender = self.client.sender(job.sender())?;
        self.client.run(create(job, &sender, package)).await
    }

    /// Cancels a job for all its signers.
    ///
    /// # Errors
    /// [`Error::Call`] if there is no documented reply.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the job was cancelled; its queue will tell.
    pub async fn cancel(&self, url: &CancellationUrl) -> Result<CancelOutcome, Error> {
        self.client.run(Cancel::new(url.clone())).await
    }

    /// The changes of portal jobs, from the sender's queue.
    pub fn changes(&self, sender: &Sender) -> Changes<'c, PollPortal, T> {
        Changes::new(self.client, ("portal", sender.clone()), PollPortal::new(sender.clone()))
    }
}

fn create(job: &PortalJob, sender: &Sender, package: DocumentPackage) -> CreatePortalJob {
    CreatePortalJob::new(sender.organization_number().clone(), &job.request(sender), package)
}
