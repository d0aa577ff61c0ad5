//! The poller and the delivery against a service in which everything is slow and anything can be lost.
//!
//! One number, the seed, decides a whole schedule: the number of queues, jobs and states of each job, and the order of
//! events. Requests arrive late or never, replies are lost, jobs change while an older state is on its way, storage
//! fails, clocks jump, processes stop. Nothing here reads a clock.
//!
//! A schedule fails if the service accepts a confirmation of a state that is not stored, because that state never comes
//! again; or if a poll is early, a document or a change is lost, or something is not done after all faults have ended.
//!
//! The crate's tests run a few thousand schedules, `cargo xtask simulate` any number.

mod call;
mod driver;
mod machine;
mod messages;
mod random;
mod run;
mod service;

use run::Run;

/// The result of a schedule.
#[derive(Debug)]
pub(crate) struct Schedule {
    /// The number of events.
    pub(crate) steps: u64,
    /// What went wrong.
    pub(crate) loss: Option<String>,
    /// Each event, if a log was requested.
    pub(crate) log: Vec<String>,
}

/// Runs the schedule of a seed, to its end or to the first loss.
pub(crate) fn run(seed: u64, keeps_log: bool) -> Schedule {
    let mut run = Run::new(seed, keeps_log);
    let loss = run.run().err();
    Schedule { steps: run.steps(), loss, log: run.into_log() }
}
