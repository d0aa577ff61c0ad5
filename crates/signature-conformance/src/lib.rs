//! The conformance suite: whether a client sends what it should and makes the right thing of what comes back.
//!
//! The cases are data, `fixtures/` of the repository, and are embedded here. Whoever brings a transport or a runtime
//! of their own writes a [`Driver`], which runs one call over it, and has it judged by [`run`]:
//!
//! ```text
//!       operation              request
//! run ─────────────▶ Driver ─────────────▶ Peer, behind a socket or not
//!  ▲                  │   ▲                  │
//!  └ outcome or error ┘   └───── reply ──────┘
//! ```
//!
//! The peer plays the service: it keeps each request and answers as the case says, or breaks off. `Loopback` (feature
//! `loopback`) puts one behind HTTP on loopback, for drivers that need a socket; [`InProcess`] is a driver that needs none.
//!
//! Four kinds of cases: `xml` reads a message and `package` verifies a document package (no driver is involved),
//! `exchange` runs one call, and `trace` sees polls, downloads and confirmations through by scripted time. What is
//! expected is exact; of a request's headers only those that belong to connections are left out.
//!
//! ```
//! use signature_conformance::{InProcess, Peer};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let peer = Peer::new("https://api.example")?;
//! let report = signature_conformance::run(&mut InProcess::new(&peer), &peer)?;
//! assert!(report.is_success(), "{report}");
//! # Ok(())
//! # }
//! ```

mod answer;
mod call;
mod case_files;
mod driver;
mod exchange;
mod in_process;
#[cfg(feature = "loopback")]
mod loopback;
mod observation;
mod package;
mod peer;
mod report;
mod suite;
mod trace;
mod xml;

pub use answer::Answer;
pub use driver::Driver;
pub use in_process::InProcess;
#[cfg(feature = "loopback")]
pub use loopback::Loopback;
pub use package::{InvalidRecipe, Package};
pub use peer::Peer;
pub use report::{Mismatch, Report};
pub use suite::{Case, InvalidFixture, Suite, Verdict};
pub use xml::{MessageDocument, rewrite};

/// Runs every case of the suite.
///
/// # Errors
/// [`InvalidFixture`] if the suite itself is broken, which is no fault of the driver's.
pub fn run(driver: &mut impl Driver, peer: &Peer) -> Result<Report, InvalidFixture> {
    Ok(Suite::embedded()?.run(driver, peer))
}
