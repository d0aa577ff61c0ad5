//! Ways to weaken the check of the server. Search for `danger` to find every use.

use crate::Environment;
use crate::server_identity::ServerIdentity;

/// Trusts any server. Personal data may then go to anyone.
pub fn trust_any_server(environment: Environment) -> Environment {
    Environment { server: ServerIdentity::Any, ..environment }
}
