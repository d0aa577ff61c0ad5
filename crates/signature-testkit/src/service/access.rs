//! Which callers may act for which senders, and how often.

use signature_model::{ErrorCode, OrganizationNumber, Timestamp};

use super::refusal::Refusal;
use super::{Caller, FakeService};

impl FakeService {
    /// Whether the caller may act for this sender.
    ///
    /// Source: `docs/root-resource`
    pub(super) fn authorize(&self, caller: &Caller, sender: &OrganizationNumber) -> Result<(), Refusal> {
        let known = self.settings.organizations();
        let organization = caller
            .organization
            .as_ref()
            .filter(|organization| known.is_none_or(|known| known.contains(organization)))
            .ok_or_else(|| {
                let message = format!("{} has no access to the API", caller.subject);
                Refusal::forbidden(ErrorCode::NotAuthorized, message)
            })?;
        let broker = || self.settings.brokers().get(organization).is_some_and(|senders| senders.contains(sender));
        if organization == sender || broker() {
            return Ok(());
        }
        let message = format!("{organization} ({}) may not act for {sender}", caller.subject);
        Err(Refusal::forbidden(ErrorCode::BrokerNotAuthorized, message))
    }

    /// Counts the call, and says whether the rate limiter stops it.
    pub(super) fn is_blocked(&mut self, now: Timestamp, caller: &Caller) -> bool {
        let Some(organization) = &caller.organization else { return false };
        let limiter = self.rates.entry(organization.clone()).or_default();
        limiter.is_blocked(now, self.settings.calls_per_second())
    }
}
