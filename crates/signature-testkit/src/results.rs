//! The signed documents of a job, which independent tools accept: a XAdES for each signer and one PAdES.
//!
//! [`service`](crate::service) decides when a job has them.

mod cms;
pub(crate) mod pades;
mod sealer;
pub(crate) mod xades;

pub use sealer::Sealer;
