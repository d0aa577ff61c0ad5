//! From a request to the call that answers it.

use bytes::Bytes;
use http::{Method, Request, Response};
use signature_model::Timestamp;

use super::moment::Moment;
use super::refusal::Refusal;
use super::routes::Route;
use super::{Caller, FakeService, replies, response, routes};

impl FakeService {
    /// Answers one request. `now` should not go backwards.
    pub fn handle(&mut self, now: Timestamp, caller: &Caller, request: &Request<Bytes>) -> Response<Bytes> {
        self.pass_time(now);
        match self.dispatch(Moment::new(now, self.ahead), caller, request) {
            Ok(response) => response,
            Err(refusal) => refusal.into_response(),
        }
    }

    fn dispatch(
        &mut self,
        moment: Moment,
        caller: &Caller,
        request: &Request<Bytes>,
    ) -> Result<Response<Bytes>, Refusal> {
        let now = moment.service;
        if self.is_blocked(now, caller) {
            return Ok(response::rate_limited());
        }
        let (sender, route) = match routes::parse(request.method(), request.uri().path())? {
            routes::Target::Api { sender, route } => (sender, route),
            routes::Target::DevModeSign { flow, job } => {
                return self.dev_mode_sign(moment.caller, caller, flow, job, request.uri());
            }
        };
        self.authorize(caller, &sender)?;
        match route {
            Route::Archive => Err(Refusal::nothing_archived()),
            Route::Root => Ok(replies::root(caller, &sender)),
            Route::Jobs(flow) if request.method() == Method::POST => {
                self.create(moment, caller, &sender, flow, request)
            }
            Route::Jobs(flow) => self.poll(moment, &sender, flow, request.uri()),
            Route::Signer { job, signer } => self.new_redirect_url(now, &sender, job, signer, request.body()),
            Route::Status { job } => self.status(now, &sender, job, request.uri()),
            Route::Confirm { flow, job } => self.confirm(&sender, flow, job, request.uri()),
            Route::Cancel { job } => self.cancel(now, &sender, job),
            Route::Xades { flow, job, signer } => self.xades(&sender, flow, job, signer),
            Route::Pades { flow, job } => self.pades(&sender, flow, job),
            Route::DeleteDocuments { flow, job } => self.delete_documents(now, &sender, flow, job),
        }
    }
}

/// The answer to a request whose body a shell did not read to its end.
pub(crate) fn body_too_large(most: usize) -> Response<Bytes> {
    Refusal::body_too_large(most).into_response()
}
