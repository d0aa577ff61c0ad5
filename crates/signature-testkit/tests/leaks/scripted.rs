//! A transport that gives one answer to everything, even one that no sandbox would give.

use http::Response;
use signature_http::{BoxFuture, Fault, Progress, ReplyBody, Transport};
use signature_protocol::RequestPlan;

#[derive(Debug)]
pub(crate) struct Scripted {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) body: String,
}

impl Transport for Scripted {
    fn send<'a>(&'a self, _: RequestPlan, _: &'a Progress) -> BoxFuture<'a, Result<Response<ReplyBody>, Fault>> {
        let response = Response::builder().status(self.status).header("content-type", &self.content_type);
        let response = response.body(ReplyBody::whole(self.body.clone())).unwrap();
        Box::pin(async move { Ok(response) })
    }
}
