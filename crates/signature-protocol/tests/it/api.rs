//! What embedders rely on beyond behavior.

use signature_protocol::{CreateDirectJob, Error, Exchange, FetchDocument, PollPace, PollPortal, RequestPlan};

fn moves_between_threads<T: Send + Sync + 'static>() {}

#[test]
fn values_move_between_threads() {
    moves_between_threads::<Error>();
    moves_between_threads::<RequestPlan>();
    moves_between_threads::<PollPace>();
    moves_between_threads::<Exchange<CreateDirectJob>>();
    moves_between_threads::<Exchange<PollPortal>>();
    moves_between_threads::<FetchDocument>();
}

#[test]
fn errors_are_small() {
    assert!(size_of::<Error>() <= 3 * size_of::<usize>());
}
