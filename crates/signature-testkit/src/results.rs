//! The signed documents of a job, as real as independent tools can check: a XAdES for each signer and one PAdES.
//!
//! When a job has them is the business of [`service`](crate::service).

mod cms;
pub(crate) mod pades;
mod sealer;
pub(crate) mod xades;

pub use sealer::Sealer;
