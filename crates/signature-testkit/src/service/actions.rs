//! What people do to a job. A page, a test or the development endpoint calls these.

use bytes::Bytes;
use http::{Response, StatusCode, Uri};
use signature_model::{JobId, Timestamp};

use super::job::{ActionError, Flow, FlowPart, Job};
use super::replies::{respond, status_only};
use super::routes::query;
use super::{FakeService, Refusal};

/// Where a signer's browser goes after an action: an exit URL with a token for direct jobs, nowhere for portal jobs.
pub type SignerLink = Option<String>;

impl FakeService {
    /// A signer signs. `signer` is a national number, custom identifier, e-mail address or mobile number of the job.
    ///
    /// # Errors
    /// [`ActionError`] if it is not theirs to sign now.
    pub fn sign(&mut self, now: Timestamp, job: JobId, signer: &str) -> Result<SignerLink, ActionError> {
        self.act(now, job, signer, Job::sign)
    }

    /// A signer declines.
    ///
    /// # Errors
    /// [`ActionError`] if it is not theirs to decline now.
    pub fn reject(&mut self, now: Timestamp, job: JobId, signer: &str) -> Result<SignerLink, ActionError> {
        self.act(now, job, signer, Job::reject)
    }

    /// A signer of a direct job meets an error that is not their fault.
    ///
    /// # Errors
    /// [`ActionError`] if it is not theirs to sign now, or the job is of the portal flow.
    pub fn fail(&mut self, now: Timestamp, job: JobId, signer: &str) -> Result<SignerLink, ActionError> {
        if self.job(job).is_some_and(|job| job.flow() == Flow::Portal) {
            return Err(ActionError::NotInThisFlow);
        }
        self.act(now, job, signer, Job::fail)
    }

    fn act(
        &mut self,
        now: Timestamp,
        id: JobId,
        signer: &str,
        action: impl FnOnce(&mut Job, Timestamp, usize) -> Result<(), ActionError>,
    ) -> Result<SignerLink, ActionError> {
        self.pass_time(now);
        let token = self.tokens.next();
        let job = self.jobs.get_mut(&id).ok_or(ActionError::NoSuchJob)?;
        let index = job.signers.iter().position(|candidate| candidate.who.is(signer));
        let index = index.ok_or(ActionError::NoSuchSigner)?;
        action(job, now, index)?;
        self.queues.changed(job, now);
        Ok(job.exit(index, token))
    }

    /// Signs without a person, as the test environments offer it.
    ///
    /// Source: `clients/dotnet#smoke-tests`
    pub(super) fn dev_mode_sign(
        &mut self,
        now: Timestamp,
        flow: Flow,
        id: JobId,
        uri: &Uri,
    ) -> Result<Response<Bytes>, Refusal> {
        let signer = query(uri, "signer").unwrap_or_default();
        if self.job(id).is_none_or(|job| job.flow() != flow) {
            return Err(Refusal::not_found("job"));
        }
        let link = self.sign(now, id, &signer).map_err(|error| Refusal::conflict("CANNOT_SIGN", error.to_string()))?;
        Ok(match link {
            Some(exit) => respond(StatusCode::OK, "text/plain;charset=utf-8", exit.into()),
            None => status_only(StatusCode::OK),
        })
    }
}

impl Job {
    /// The exit URL for what has become of a signer of a direct job, with a token that opens the job's status.
    fn exit(&mut self, signer: usize, token: String) -> SignerLink {
        use signature_model::SignerStatus::{Rejected, Signed};
        let status = &self.signers.get(signer)?.status;
        let FlowPart::Direct { exit_urls, status_tokens, .. } = &mut self.part else { return None };
        let page = match status {
            Signed => &exit_urls.completion,
            Rejected => &exit_urls.rejection,
            _ => &exit_urls.error,
        };
        let link = append_query(page.as_str(), "status_query_token", &token);
        status_tokens.push(token);
        Some(link)
    }
}

/// Adds a parameter before a fragment, after a query if there is one.
fn append_query(url: &str, name: &str, value: &str) -> String {
    let (page, fragment) = url.split_once('#').map_or((url, None), |(page, fragment)| (page, Some(fragment)));
    let separator = if page.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{page}{separator}{name}={value}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::append_query;

    #[test]
    fn the_token_joins_whatever_query_there_is() {
        assert_eq!(append_query("https://a.example/x", "t", "1"), "https://a.example/x?t=1");
        assert_eq!(append_query("https://a.example/x?a=b#f", "t", "1"), "https://a.example/x?a=b&t=1#f");
    }
}
