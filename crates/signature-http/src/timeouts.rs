//! The time limits of a client.

use std::time::Duration;

/// The time limits of a client. `Duration::MAX` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    connect: Duration,
    call: Duration,
    download: Duration,
    whole_download: Duration,
    idle: Duration,
}

impl Timeouts {
    /// The defaults: 10 seconds to connect, 60 for a call, 60 for the head of a download, 30 between its pieces, and 10
    /// minutes for all of it.
    pub fn new() -> Self {
        Self {
            connect: Duration::from_secs(10),
            call: Duration::from_secs(60),
            download: Duration::from_secs(60),
            whole_download: Duration::from_secs(600),
            idle: Duration::from_secs(30),
        }
    }

    /// For a new connection, including the TLS handshake; default 10 seconds. Your own transport has its own.
    #[must_use]
    pub fn with_connect(self, connect: Duration) -> Self {
        Self { connect, ..self }
    }

    /// For a whole call from its turn on, including connecting and the upload of documents; default 60 seconds.
    #[must_use]
    pub fn with_call(self, call: Duration) -> Self {
        Self { call, ..self }
    }

    /// For the head of a download; default 60 seconds.
    #[must_use]
    pub fn with_download(self, download: Duration) -> Self {
        Self { download, ..self }
    }

    /// For all bytes of a download, from the head of its reply to the last one; default 10 minutes, which is how long a
    /// change is leased.
    #[must_use]
    pub fn with_whole_download(self, whole_download: Duration) -> Self {
        Self { whole_download, ..self }
    }

    /// Between two pieces of a download; default 30 seconds.
    #[must_use]
    pub fn with_idle(self, idle: Duration) -> Self {
        Self { idle, ..self }
    }

    /// For a new connection.
    pub fn connect(&self) -> Duration {
        self.connect
    }

    /// For a whole call.
    pub fn call(&self) -> Duration {
        self.call
    }

    /// For the head of a download.
    pub fn download(&self) -> Duration {
        self.download
    }

    /// For all bytes of a download.
    pub fn whole_download(&self) -> Duration {
        self.whole_download
    }

    /// Between two pieces of a download.
    pub fn idle(&self) -> Duration {
        self.idle
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self::new()
    }
}
