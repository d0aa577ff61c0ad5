//! Accepts connections, and serves each in its own task.

use std::future::Future;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// How long to wait when no connection can be accepted, for example because too many files are open.
const BACKOFF: Duration = Duration::from_millis(100);

/// Serves every connection until dropped, which breaks them.
pub(super) async fn accept<F>(listener: TcpListener, serve: impl Fn(TcpStream) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(serve(stream))),
                Err(_) => sleep(BACKOFF).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
