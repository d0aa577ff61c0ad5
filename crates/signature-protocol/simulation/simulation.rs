//! The poller and the delivery against a service in which everything is slow and anything gets lost.
//!
//! One number, the seed, decides a whole schedule: how many queues, jobs and states of each job there are, and what
//! happens in which order. Requests arrive late or never, replies get lost, jobs change while an older state is on its
//! way, storage fails, clocks jump, processes stop. Nothing here reads a clock.
//!
//! A schedule fails if the service takes a confirmation of a state that is not stored, as that state never comes
//! again; or if a poll is early, a document or a change gets lost, or something is never done once all goes well.
//!
//! The crate's tests run a few thousand schedules, `cargo xtask simulate` as many as wanted.

mod call;
mod driver;
mod machine;
mod messages;
mod random;
mod run;
mod service;

use run::Run;

/// What a schedule came to.
#[derive(Debug)]
pub(crate) struct Schedule {
    /// How many things happened.
    pub(crate) steps: u64,
    /// What went wrong.
    pub(crate) loss: Option<String>,
    /// Each thing that happened, if that was asked for.
    pub(crate) log: Vec<String>,
}

/// Runs the schedule of a seed, to its end or to the first loss.
pub(crate) fn run(seed: u64, keeps_log: bool) -> Schedule {
    let mut run = Run::new(seed, keeps_log);
    let loss = run.run().err();
    Schedule { steps: run.steps(), loss, log: run.into_log() }
}
