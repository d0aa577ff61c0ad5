//! The portal flow: signers are notified, and sign in the service's own portal when they like.

mod availability;
mod job;
mod manifest;
mod notifications;
mod request;
mod signer;
mod status_change;

pub use availability::Availability;
pub use job::PortalJob;
pub use manifest::PortalJobManifest;
pub use notifications::{Lookup, Notifications};
pub use request::{PortalJobRequest, PortalJobResponse};
pub use signer::{PortalSigner, PortalSignerAddress, SigningOrder};
pub use status_change::{PortalJobStatusChange, PortalSignature, PortalSignerIdentification};
