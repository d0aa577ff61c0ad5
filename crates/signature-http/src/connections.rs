//! How the connections of a client are made and kept.

use std::time::Duration;

use crate::Proxy;

/// How connections are made and kept, and through which proxy. Your own transport has its own rules.
#[derive(Debug, Clone)]
pub struct Connections {
    max_idle: usize,
    idle_time: Duration,
    proxy: Option<Proxy>,
}

impl Connections {
    /// The defaults: 16 connections are kept, for 90 seconds after their last call; no proxy.
    pub fn new() -> Self {
        Self { max_idle: 16, idle_time: Duration::from_secs(90), proxy: None }
    }

    /// How many connections without a call are kept; default 16. Zero closes each after its call.
    #[must_use]
    pub fn with_max_idle(self, max_idle: usize) -> Self {
        Self { max_idle, ..self }
    }

    /// How long a connection without a call is kept; default 90 seconds.
    #[must_use]
    pub fn with_idle_time(self, idle_time: Duration) -> Self {
        Self { idle_time, ..self }
    }

    /// The proxy to go through; default none. The environment variables of proxies are read only if you ask for them,
    /// with [`Proxy::from_environment`].
    #[must_use]
    pub fn with_proxy(self, proxy: impl Into<Option<Proxy>>) -> Self {
        Self { proxy: proxy.into(), ..self }
    }

    /// How many connections without a call are kept.
    pub fn max_idle(&self) -> usize {
        self.max_idle
    }

    /// How long a connection without a call is kept.
    pub fn idle_time(&self) -> Duration {
        self.idle_time
    }

    /// The proxy to go through.
    pub fn proxy(&self) -> Option<&Proxy> {
        self.proxy.as_ref()
    }
}

impl Default for Connections {
    fn default() -> Self {
        Self::new()
    }
}
