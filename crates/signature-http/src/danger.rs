//! Ways to weaken the checks of certificates. Search for `danger` to find every use.

use crate::server_identity::ServerIdentity;
use crate::{ClientBuilder, Environment};

/// Trusts any server. Personal data may then go to anyone.
pub fn trust_any_server(environment: Environment) -> Environment {
    Environment { server: ServerIdentity::Any, ..environment }
}

/// Uses our own certificate although it has expired, is not valid yet or is not for digital signatures, and leaves it to
/// the service to refuse it. A key usage that packages cannot have still makes [`ClientBuilder::build`] fail.
#[must_use]
pub fn use_unfit_certificate(builder: ClientBuilder) -> ClientBuilder {
    builder.with_unfit_certificate()
}
