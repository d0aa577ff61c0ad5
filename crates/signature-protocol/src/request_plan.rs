//! A request before it is sent.

use std::fmt;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Method, Uri, request};

use crate::multipart::Multipart;

/// A request with everything the protocol decides: method, URL, headers and body.
///
/// A transport adds only what belongs to connections, and perhaps a `User-Agent`. No request has an `Accept-Encoding`,
/// so a reply that is compressed is an error.
pub struct RequestPlan {
    head: request::Parts,
    body: BodyPlan,
}

impl RequestPlan {
    /// A request with the `Content-Length` and `Content-Type` of its body.
    pub fn new(method: Method, uri: Uri, accept: Option<&'static str>, body: BodyPlan) -> Self {
        let (mut head, ()) = http::Request::new(()).into_parts();
        let has_length = method == Method::POST || !body.is_empty();
        head.method = method;
        head.uri = uri;
        if let Some(accept) = accept {
            head.headers.insert(ACCEPT, HeaderValue::from_static(accept));
        }
        if has_length {
            head.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        }
        if let Some(content_type) = body.content_type() {
            head.headers.insert(CONTENT_TYPE, content_type);
        }
        Self { head, body }
    }

    /// Method, URL and headers.
    pub fn head(&self) -> &request::Parts {
        &self.head
    }

    /// The body.
    pub fn body(&self) -> &BodyPlan {
        &self.body
    }

    /// Everything by value.
    pub fn into_parts(self) -> (request::Parts, BodyPlan) {
        (self.head, self.body)
    }
}

impl fmt::Debug for RequestPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the query, which may hold a status query token.
        f.debug_struct("RequestPlan")
            .field("method", &self.head.method)
            .field("path", &self.head.uri.path())
            .field("body", &self.body)
            .finish()
    }
}

/// What a request carries.
#[derive(Clone)]
#[non_exhaustive]
pub enum BodyPlan {
    /// Nothing.
    Empty,
    /// One XML document.
    Xml(Bytes),
    /// An XML document and a document package.
    Multipart(Multipart),
}

impl BodyPlan {
    /// The exact number of bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Empty => 0,
            Self::Xml(xml) => xml.len() as u64,
            Self::Multipart(multipart) => multipart.len(),
        }
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes in order, document bytes shared and not copied.
    pub fn into_chunks(self) -> Vec<Bytes> {
        match self {
            Self::Empty => Vec::new(),
            Self::Xml(xml) => vec![xml],
            Self::Multipart(multipart) => multipart.into_chunks(),
        }
    }

    fn content_type(&self) -> Option<HeaderValue> {
        match self {
            Self::Empty => None,
            Self::Xml(_) => Some(HeaderValue::from_static("application/xml")),
            Self::Multipart(multipart) => Some(multipart.content_type()),
        }
    }
}

impl fmt::Debug for BodyPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BodyPlan({} bytes)", self.len())
    }
}
