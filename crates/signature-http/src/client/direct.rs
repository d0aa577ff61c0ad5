//! The calls of the direct flow.

use signature_model::direct::{DirectJob, DirectJobResponse, DirectSignerResponse};
use signature_model::urls::{SignerUrl, StatusUrl};
use signature_model::{DocumentPackage, Sender, StatusQueryToken};
use signature_protocol::{CreateDirectJob, DirectStatusOutcome, GetDirectStatus, PollDirect, RequestRedirectUrl};

use crate::{Changes, Client, Error, HyperTransport, Transport};

/// The direct flow of a client.
#[derive(Debug)]
pub struct DirectFlow<'c, T: Transport = HyperTransport> {
    client: &'c Client<T>,
}

impl<'c, T: Transport> DirectFlow<'c, T> {
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
    pub async fn create(&self, job: &DirectJob) -> Result<DirectJobResponse, Error> {
        let sender = self.client.sender(job.sender())?;
        // The package says when it was signed, and must not wait after that.
        self.client.turn().await;
        let package = self.client.package(&job.package_contents(&sender))?;
        self.client.run_now(create(job, &sender, package)).await
    }

    /// Creates a job whose package was made elsewhere, as with a key in an HSM, for the same job and sender.
    ///
    /// # Errors
    /// As [`DirectFlow::create`].
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the job was made.
    pub async fn create_packaged(&self, job: &DirectJob, package: DocumentPackage) -> Result<DirectJobResponse, Error> {
        let sender = self.client.sender(job.sender())?;
        self.client.run(create(job, &sender, package)).await
    }

    /// A fresh redirect URL for one signer, best each time they start.
    ///
    /// # Errors
    /// [`Error::Call`] if the service gives none.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn request_redirect_url(&self, signer: &SignerUrl) -> Result<DirectSignerResponse, Error> {
        self.client.run(RequestRedirectUrl::new(signer.clone())).await
    }

    /// The job's status, with the token that the signer's browser brought to an exit URL.
    ///
    /// # Errors
    /// [`Error::Call`] if there is no documented reply.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn status(&self, url: &StatusUrl, token: StatusQueryToken) -> Result<DirectStatusOutcome, Error> {
        self.client.run(GetDirectStatus::new(url.clone(), token)).await
    }

    /// The changes of jobs that were made to be polled, from the sender's queue.
    pub fn changes(&self, sender: &Sender) -> Changes<'c, PollDirect, T> {
        Changes::new(self.client, ("direct", sender.clone()), PollDirect::new(sender.clone()))
    }
}

fn create(job: &DirectJob, sender: &Sender, package: DocumentPackage) -> CreateDirectJob {
    CreateDirectJob::new(sender.organization_number().clone(), &job.request(sender), package)
}
