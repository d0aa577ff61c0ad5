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
#[cfg(feature = "packages")]
use crate::configuration_error::ConfigurationErrorKind;
#[cfg(feature = "hyper")]
use crate::guarded_transport::GuardedTransport;
use crate::turns::Turns;
use crate::{ConfigurationError, Runtime, Timeouts, Transport};
#[cfg(feature = "hyper")]
use crate::{Connections, Environment, HyperTransport, TokioRuntime};

/// Collects what a client needs. Everything but the service and the identity has a default.
pub struct ClientBuilder {
    network: Network,
    runtime: Arc<dyn Runtime>,
    root: ServiceRoot,
    #[cfg(feature = "packages")]
    packages: Packages,
    sender: Option<Sender>,
    checks_documents: bool,
    timeouts: Timeouts,
    calls_per_second: usize,
    poll_policy: PollPolicy,
    #[cfg(feature = "hyper")]
    user_agent: Option<String>,
    #[cfg(feature = "hyper")]
    connections: Connections,
    #[cfg_attr(
        not(any(feature = "hyper", feature = "packages")),
        expect(dead_code, reason = "without these features the client has no certificate")
    )]
    checks_own_certificate: bool,
}

/// Where the transport comes from.
enum Network {
    /// hyper, over TLS as this identity.
    #[cfg(feature = "hyper")]
    Hyper(Environment, Identity),
    /// The caller.
    Given(Arc<dyn Transport>),
}

/// Who signs packages.
#[cfg(feature = "packages")]
enum Packages {
    Identity(Identity),
    Packager(Packager),
    Nobody,
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
        let network = Network::Hyper(environment, identity.clone());
        let builder = ClientBuilder::new(network, Arc::new(TokioRuntime), root);
        #[cfg(feature = "packages")]
        let builder = builder.with_identity(identity);
        builder
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
            #[cfg(feature = "packages")]
            packages: Packages::Nobody,
            sender: None,
            checks_documents: true,
            timeouts: Timeouts::new(),
            calls_per_second: RateLimiter::SERVICE_LIMIT - 1,
            poll_policy: PollPolicy::default(),
            #[cfg(feature = "hyper")]
            user_agent: None,
            #[cfg(feature = "hyper")]
            connections: Connections::new(),
            checks_own_certificate: true,
        }
    }

    pub(crate) fn with_unfit_certificate(self) -> Self {
        Self { checks_own_certificate: false, ..self }
    }

    /// The sender of jobs that do not name one; default none.
    #[must_use]
    pub fn with_sender(self, sender: Sender) -> Self {
        Self { sender: Some(sender), ..self }
    }

    /// Sends documents without looking at them first.
    ///
    /// By default a job whose documents the service is known to refuse is an error before anything is signed or sent: a
    /// PDF must be of version 1.1 to 1.7 from its first byte, and not encrypted.
    #[must_use]
    pub fn without_document_check(self) -> Self {
        Self { checks_documents: false, ..self }
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

    /// How connections are made and kept, and the proxy to go through; the defaults are those of [`Connections::new`].
    /// Your own transport has its own.
    #[cfg(feature = "hyper")]
    #[must_use]
    pub fn with_connections(self, connections: Connections) -> Self {
        Self { connections, ..self }
    }

    /// Your own transport instead of hyper. An identity then only signs packages.
    #[must_use]
    pub fn with_transport(self, transport: impl Transport) -> Self {
        Self { network: Network::Given(Arc::new(transport)), ..self }
    }

    /// Your own runtime instead of tokio, for the client's clock and waits.
    #[must_use]
    pub fn with_runtime(self, runtime: impl Runtime) -> Self {
        Self { runtime: Arc::new(runtime), ..self }
    }

    /// Signs packages as this identity. TLS keeps the identity of [`Client::builder`]. The last of
    /// `with_identity`, `with_packager` and `without_packages` holds.
    #[cfg(feature = "packages")]
    #[must_use]
    pub fn with_identity(self, identity: &Identity) -> Self {
        Self { packages: Packages::Identity(identity.clone()), ..self }
    }

    /// Signs packages with another certificate than the one for TLS; some suppliers give one for each.
    #[cfg(feature = "packages")]
    #[must_use]
    pub fn with_packager(self, packager: Packager) -> Self {
        Self { packages: Packages::Packager(packager), ..self }
    }

    /// Signs no packages: jobs are created with `create_packaged`, as with a key in an HSM. Use it for an identity that
    /// is fit for TLS alone.
    #[cfg(feature = "packages")]
    #[must_use]
    pub fn without_packages(self) -> Self {
        Self { packages: Packages::Nobody, ..self }
    }

    /// The client.
    ///
    /// # Errors
    /// [`ConfigurationError`] if TLS cannot use the identity or a trust anchor, the identity cannot sign packages, or
    /// the user agent has other characters.
    pub fn build(self) -> Result<Client, ConfigurationError> {
        #[cfg(feature = "packages")]
        let packager = match self.packages {
            Packages::Packager(packager) => Some(packager),
            Packages::Nobody => None,
            Packages::Identity(identity) => {
                let packager = Packager::from_identity(&identity);
                Some(packager.map_err(|error| ConfigurationErrorKind::Packages.caused_by(error))?)
            }
        };
        #[cfg_attr(
            not(feature = "hyper"),
            expect(clippy::infallible_destructuring_match, reason = "a feature has another way to the network")
        )]
        let transport: Arc<dyn Transport> = match self.network {
            Network::Given(transport) => transport,
            #[cfg(feature = "hyper")]
            Network::Hyper(environment, identity) => {
                let transport = HyperTransport::new(&environment, &identity, &self.timeouts, &self.connections)?;
                let transport = match &self.user_agent {
                    Some(addition) => transport.with_user_agent(addition)?,
                    None => transport,
                };
                match self.checks_own_certificate {
                    true => {
                        let certificate = identity.chain().leaf().clone();
                        Arc::new(GuardedTransport::new(transport, certificate, Arc::clone(&self.runtime)))
                    }
                    false => Arc::new(transport),
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
                #[cfg(feature = "packages")]
                checks_own_certificate: self.checks_own_certificate,
                sender: self.sender,
                checks_documents: self.checks_documents,
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

#[cfg(test)]
#[cfg(all(feature = "hyper", feature = "packages"))]
mod tests {
    use signature_fixtures::identities;

    use super::*;

    /// The certificates for TLS and for packages.
    fn certificates(builder: &ClientBuilder) -> [&[u8]; 2] {
        let Network::Hyper(_, tls) = &builder.network else { panic!("expected hyper") };
        let Packages::Identity(packages) = &builder.packages else { panic!("expected an identity") };
        [tls, packages].map(|identity| &identity.chain().leaf().der()[..])
    }

    #[test]
    fn the_identity_for_packages_is_not_the_one_for_tls() {
        let identity = |certificate| {
            Identity::from_pem([identities::SENDER_KEY, certificate, identities::ISSUER].concat(), None).unwrap()
        };
        let (tls, packages) = (identity(identities::SENDER), identity(identities::NO_ORGANIZATION));
        let builder = Client::builder(Environment::difitest(), &tls);
        let [for_tls, for_packages] = certificates(&builder);
        assert_eq!(for_tls, for_packages);
        let builder = builder.with_identity(&packages);
        let [for_tls, for_packages] = certificates(&builder);
        assert_eq!(for_tls, tls.chain().leaf().der());
        assert_eq!(for_packages, packages.chain().leaf().der());
        assert_ne!(for_tls, for_packages);
    }
}
