//! What embedders rely on beyond behavior.

use signature_protocol::operations::{CreateDirectJob, FetchPades, PollPortal};
use signature_protocol::{Error, Exchange, PollPace, RequestPlan};

fn moves_between_threads<T: Send + Sync + 'static>() {}

#[test]
fn values_move_between_threads() {
    moves_between_threads::<Error>();
    moves_between_threads::<RequestPlan>();
    moves_between_threads::<PollPace>();
    moves_between_threads::<Exchange<CreateDirectJob>>();
    moves_between_threads::<Exchange<PollPortal>>();
    moves_between_threads::<Exchange<FetchPades>>();
}

#[test]
fn errors_are_small() {
    assert!(size_of::<Error>() <= 3 * size_of::<usize>());
}
