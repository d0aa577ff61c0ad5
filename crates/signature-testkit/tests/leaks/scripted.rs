//! A transport that gives one answer to everything: what no sandbox would say.

use std::convert::Infallible;

use bytes::Bytes;
use http::Response;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use signature_http::{Fault, Transport};
use signature_protocol::RequestPlan;

#[derive(Debug)]
pub(crate) struct Scripted {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) body: String,
}

impl Transport for Scripted {
    type Body = UnsyncBoxBody<Bytes, Fault>;

    async fn send(&self, _: RequestPlan) -> Result<Response<Self::Body>, Fault> {
        let body = Full::from(self.body.clone()).map_err(|never: Infallible| match never {}).boxed_unsync();
        let response = Response::builder().status(self.status).header("content-type", &self.content_type);
        Ok(response.body(body).unwrap())
    }
}
