//! What a client is made from.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

#[cfg(feature = "packages")]
use signature_asice::Packager;
#[cfg(any(feature = "hyper", feature = "packages"))]
use signature_identity::Identity;
use signature_model::Sender;
use signature_protocol::{PollPolicy, RateLimiter, ServiceRoot};

use super::{Client, Shared};
use crate::calls::Calls;
#[cfg(any(feature = "hyper", feature = "packages"))]
use crate::configuration_error::ConfigurationErrorKind;
use crate::turns::Turns;
use crate::{ConfigurationError, Runtime, Timeouts, Transport};
#[cfg(feature = "hyper")]
use crate::{Environment, HyperTransport, TokioRuntime};

/// Collects what a client needs. Everything but the service and the identity has a default.
pub struct ClientBuilder {
    network: Network,
    runtime: Arc<dyn Runtime>,
    root: ServiceRoot,
    #[cfg(any(feature = "hyper", feature = "packages"))]
    identity: Option<Identity>,
    #[cfg(feature = "packages")]
    packages: Packages,
    sender: Option<Sender>,
    timeouts: Timeouts,
    calls_per_second: usize,
    poll_policy: PollPolicy,
    #[cfg(feature = "hyper")]
    user_agent: Option<String>,
}

/// Where the transport comes from.
enum Network {
    /// hyper, over TLS as the identity.
    #[cfg(feature = "hyper")]
    Hyper(Environment),
    /// The caller.
    Given(Arc<dyn Transport>),
}

/// Who signs packages.
#[cfg(feature = "packages")]
enum Packages {
    /// The identity, if there is one.
    Identity,
    Given(Packager),
    Unsigned,
}

impl Client {
    /// A client that talks to the service of `environment` as the organization of `identity`.
    ///
    /// The identity also signs the packages (feature `packages`). The client uses hyper and tokio unless
    /// [`with_transport`](ClientBuilder::with_transport) and [`with_runtime`](ClientBuilder::with_runtime) say
    /// otherwise.
    #[cfg(feature = "hyper")]
    pub fn builder(environment: Environment, identity: &Identity) -> ClientBuilder {
        let root = environment.root.clone();
        let builder = ClientBuilder::new(Network::Hyper(environment), Arc::new(TokioRuntime), root);
        ClientBuilder { identity: Some(identity.clone()), ..builder }
    }

    /// A client over your own transport and runtime. The transport identifies the organization to the service.
    ///
    /// To let the client sign packages, add the identity with `with_identity` (feature `packages`).
    pub fn over(root: ServiceRoot, transport: impl Transport, runtime: impl Runtime) -> ClientBuilder {
        ClientBuilder::new(Network::Given(Arc::new(transport)), Arc::new(runtime), root)
    }
}

impl ClientBuilder {
    fn new(network: Network, runtime: Arc<dyn Runtime>, root: ServiceRoot) -> Self {
        Self {
            network,
            runtime,
            root,
            #[cfg(any(feature = "hyper", feature = "packages"))]
            identity: None,
            #[cfg(feature = "packages")]
            packages: Packages::Identity,
            sender: None,
            timeouts: Timeouts::new(),
            calls_per_second: RateLimiter::SERVICE_LIMIT - 1,
            poll_policy: PollPolicy::default(),
            #[cfg(feature = "hyper")]
            user_agent: None,
        }
    }

    /// The sender of jobs that do not name one; default none.
    #[must_use]
    pub fn with_sender(self, sender: Sender) -> Self {
        Self { sender: Some(sender), ..self }
    }

    /// How long to wait for what; the defaults are those of [`Timeouts::new`].
    #[must_use]
    pub fn with_timeouts(self, timeouts: Timeouts) -> Self {
        Self { timeouts, ..self }
    }

    /// How many calls to send in a second at most, over both flows; default 9, one below the service's limit.
    ///
    /// The service counts for each organization: if several programs call for one, split the rate between them.
    #[must_use]
    pub fn with_calls_per_second(self, calls_per_second: usize) -> Self {
        Self { calls_per_second, ..self }
    }

    /// How to poll where the service does not say; the defaults are those of [`PollPolicy::default`].
    #[must_use]
    pub fn with_poll_policy(self, poll_policy: PollPolicy) -> Self {
        Self { poll_policy, ..self }
    }

    /// A text that is appended to the `User-Agent` in parentheses, in visible ASCII characters without parentheses;
    /// default none. Your own transport sends its own.
    #[cfg(feature = "hyper")]
    #[must_use]
    pub fn with_user_agent(self, addition: impl Into<String>) -> Self {
        Self { user_agent: Some(addition.into()), ..self }
    }

    /// Your own transport instead of hyper. The identity then only signs packages.
    #[must_use]
    pub fn with_transport(self, transport: impl Transport) -> Self {
        Self { network: Network::Given(Arc::new(transport)), ..self }
    }

    /// Your own runtime instead of tokio, for the client's clock and waits.
    #[must_use]
    pub fn with_runtime(self, runtime: impl Runtime) -> Self {
        Self { runtime: Arc::new(runtime), ..self }
    }

    /// The identity that signs packages, for a client over your own transport.
    #[cfg(feature = "packages")]
    #[must_use]
    pub fn with_identity(self, identity: &Identity) -> Self {
        Self { identity: Some(identity.clone()), ..self }
    }

    /// Signs packages with another certificate than the one for TLS; some suppliers give one for each.
    #[cfg(feature = "packages")]
    #[must_use]
    pub fn with_packager(self, packager: Packager) -> Self {
        Self { packages: Packages::Given(packager), ..self }
    }

    /// Signs no packages: jobs are created with `create_packaged`, as with a key in an HSM. Use it for an identity that
    /// is fit for TLS alone.
    #[cfg(feature = "packages")]
    #[must_use]
    pub fn without_packages(self) -> Self {
        Self { packages: Packages::Unsigned, ..self }
    }

    /// The client.
    ///
    /// # Errors
    /// [`ConfigurationError`] if TLS cannot use the identity or a trust anchor, the identity cannot sign packages, or
    /// the user agent has other characters.
    pub fn build(self) -> Result<Client, ConfigurationError> {
        #[cfg(feature = "packages")]
        let packager = match self.packages {
            Packages::Given(packager) => Some(packager),
            Packages::Unsigned => None,
            Packages::Identity => {
                let packager = self.identity.as_ref().map(Packager::from_identity).transpose();
                packager.map_err(|error| ConfigurationErrorKind::Packages.caused_by(error))?
            }
        };
        #[cfg_attr(
            not(feature = "hyper"),
            expect(clippy::infallible_destructuring_match, reason = "a feature has another way to the network")
        )]
        let transport: Arc<dyn Transport> = match self.network {
            Network::Given(transport) => transport,
            #[cfg(feature = "hyper")]
            Network::Hyper(environment) => {
                let identity = self.identity.as_ref().ok_or(ConfigurationErrorKind::Identity)?;
                let transport = HyperTransport::new(&environment, identity, &self.timeouts)?;
                match &self.user_agent {
                    Some(addition) => Arc::new(transport.with_user_agent(addition)?),
                    None => Arc::new(transport),
                }
            }
        };
        Ok(Client {
            shared: Arc::new(Shared {
                calls: Arc::new(Calls {
                    transport,
                    runtime: self.runtime,
                    root: self.root,
                    timeouts: self.timeouts,
                    turns: Turns::new(RateLimiter::new(self.calls_per_second)),
                }),
                #[cfg(feature = "packages")]
                packager,
                sender: self.sender,
                poll_policy: self.poll_policy,
                direct: Mutex::new(BTreeMap::new()),
                portal: Mutex::new(BTreeMap::new()),
            }),
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("root", &self.root)
            .field("sender", &self.sender)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}
