//! The direct flow: the signer is in the sender's own web application. The sender redirects the signer to the service,
//! and the service redirects the signer back.

mod exit_urls;
mod job;
mod manifest;
mod request;
mod response;
mod signer;
mod status;

pub use exit_urls::ExitUrls;
pub use job::DirectJob;
pub use manifest::DirectJobManifest;
pub use request::{DirectJobRequest, StatusRetrievalMethod};
pub use response::{DirectJobResponse, DirectSignerResponse, DirectSignerUpdateRequest};
pub use signer::{DirectSigner, DirectSignerIdentification};
pub use status::{DirectJobStatus, DirectSignature};
