//! Receives new jobs: reads and checks everything before it stores anything.
//!
//! Source: `docs/create-request`, `docs/package`

use std::collections::BTreeSet;

use bytes::Bytes;
use http::{Request, Response};
use signature_asice::{Limits, Package};
use signature_model::direct::{DirectJobManifest, DirectJobRequest, DirectSigner, StatusRetrievalMethod};
use signature_model::portal::{
    Availability, PortalJobManifest, PortalJobRequest, PortalSigner, PortalSignerAddress, PortalSignerIdentification,
};
use signature_model::{ErrorCode, JobId, OrganizationNumber, SignerStatus, Timestamp};

use super::documents::documents;
use super::job::{Flow, FlowPart, Job, JobSigner, Who};
use super::moment::Moment;
use super::refusal::Refusal;
use super::{Caller, FakeService, multipart};

impl FakeService {
    /// Accepts a new job.
    pub(super) fn create(
        &mut self,
        now: Moment,
        caller: &Caller,
        sender: &OrganizationNumber,
        flow: Flow,
        request: &Request<Bytes>,
    ) -> Result<Response<Bytes>, Refusal> {
        let parts = multipart::read(request.headers(), request.body())
            .map_err(|found| Refusal::bad_request(ErrorCode::SchemaValidationError, found))?;
        let package = self.open(now.caller, caller, sender, parts.package)?;
        let manifest = package.manifest().ok_or_else(|| Refusal::package("expected a manifest.xml, found none"))?;
        let id = JobId::new(self.jobs.last_key_value().map_or(1, |(last, _)| last.get().saturating_add(1)));
        let job = match flow {
            Flow::Direct => {
                let request = DirectJobRequest::from_xml(&parts.request).map_err(Refusal::against_schema)?;
                let manifest = DirectJobManifest::from_xml(manifest).map_err(Refusal::against_schema)?;
                self.direct_job(now.service, id, request, manifest, &package)?
            }
            Flow::Portal => {
                let request = PortalJobRequest::from_xml(&parts.request).map_err(Refusal::against_schema)?;
                let manifest = PortalJobManifest::from_xml(manifest).map_err(Refusal::against_schema)?;
                portal_job(now, id, request, manifest, &package)?
            }
        };
        if job.sender != *sender {
            return Err(Refusal::package("expected the sender of the path in the manifest, found another"));
        }
        let response = self.created(&job)?;
        self.jobs.insert(id, job);
        Ok(response)
    }

    /// Opens and verifies a package, at the time of the caller who signed it.
    fn open(
        &self,
        now: Timestamp,
        caller: &Caller,
        sender: &OrganizationNumber,
        package: Bytes,
    ) -> Result<Package, Refusal> {
        let package =
            Package::open(package, &Limits::default()).map_err(|error| Refusal::package(error.to_string()))?;
        let report = self.verifier.verify(&package, now);
        if !report.is_valid() {
            return Err(Refusal::package(report.to_string()));
        }
        let signer = report.signer().and_then(signature_identity::Certificate::organization_number);
        if signer.as_ref() != Some(sender) && signer != caller.organization {
            return Err(Refusal::package("expected a package signed by the sender or the caller, found another's"));
        }
        Ok(package)
    }

    fn direct_job(
        &mut self,
        now: Timestamp,
        id: JobId,
        request: DirectJobRequest,
        manifest: DirectJobManifest,
        package: &Package,
    ) -> Result<Job, Refusal> {
        let identified: BTreeSet<_> = manifest.signers.iter().map(DirectSigner::identification).collect();
        if identified.len() != manifest.signers.len() {
            return Err(Refusal::package("expected signers that are identified differently, found two alike"));
        }
        let signers = manifest.signers.iter().map(|signer| JobSigner {
            who: Who::Direct(signer.identification().clone()),
            order: 0,
            status: SignerStatus::Waiting,
            since: now,
            redirect_token: Some(self.tokens.next()),
        });
        Ok(Job {
            id,
            sender: manifest.sender,
            reference: request.reference,
            title: manifest.title,
            documents: documents(&manifest.documents, package)?,
            signers: signers.collect(),
            polling_queue: request.polling_queue,
            created: now,
            available_for: Job::DIRECT_LIFETIME,
            part: FlowPart::Direct {
                exit_urls: request.exit_urls,
                polled: request.status_retrieval_method == Some(StatusRetrievalMethod::Polling),
                status_tokens: Vec::new(),
            },
            version: 0,
            group_active_from: now,
            forgotten: false,
        })
    }
}

fn portal_job(
    now: Moment,
    id: JobId,
    request: PortalJobRequest,
    manifest: PortalJobManifest,
    package: &Package,
) -> Result<Job, Refusal> {
    let availability = manifest.availability.unwrap_or_default();
    let created = now.service;
    let signers = manifest.signers.iter().map(|signer| JobSigner {
        who: Who::Portal(portal_identification(signer)),
        order: signer.order().unwrap_or_default().get(),
        status: SignerStatus::Waiting,
        since: created,
        redirect_token: None,
    });
    Ok(Job {
        id,
        sender: manifest.sender,
        reference: request.reference,
        title: manifest.title,
        documents: documents(&manifest.documents, package)?,
        signers: signers.collect(),
        polling_queue: request.polling_queue,
        created,
        available_for: availability.length().unwrap_or(Availability::DEFAULT),
        part: FlowPart::Portal,
        version: 0,
        group_active_from: availability.activation_time().map_or(created, |time| now.for_service(time)),
        forgotten: false,
    })
}

fn portal_identification(signer: &PortalSigner) -> PortalSignerIdentification {
    match signer.address() {
        PortalSignerAddress::Personal { number, .. } | PortalSignerAddress::PersonalWithLookup { number, .. } => {
            PortalSignerIdentification::Personal(number.clone())
        }
        PortalSignerAddress::ContactInformation { notifications, .. } => {
            PortalSignerIdentification::ContactInformation(notifications.clone())
        }
    }
}
