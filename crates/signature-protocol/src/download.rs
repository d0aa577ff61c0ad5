//! Fetch a signed document: a call with an answer of any size, which streams to the caller.
//!
//! [`FetchDocument`] → [`AwaitingDownload`] → [`DownloadStep`]: a document that streams, or a reply that refuses it and
//! is small enough to be collected.
//!
//! Source: `docs/calls`, `clients/java`, `clients/dotnet`

mod opening;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_RANGE};
use http::response::Parts;
use http::{Method, StatusCode};
use percent_encoding::utf8_percent_encode;
use signature_model::urls::{PadesUrl, XadesUrl};
use signature_model::{ArchivedDocumentId, FileKind, OrganizationNumber};

use opening::Opening;

use crate::exchange::BoundedBody;
use crate::service_root::ESCAPED;
use crate::{
    BodyPlan, ContentEncoding, ContentType, Error, ErrorKind, InsteadOfDocument, Replay, RequestPlan, ServiceRoot,
    TransportFault,
};

/// Fetches one signed document. Asking for it again is always safe.
#[derive(Debug, Clone)]
pub struct FetchDocument {
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    Xades(XadesUrl),
    Pades(PadesUrl),
    Archive { owner: OrganizationNumber, document: ArchivedDocumentId },
}

impl FetchDocument {
    /// One signer's XAdES.
    pub fn xades(url: XadesUrl) -> Self {
        Self { source: Source::Xades(url) }
    }

    /// The job's PAdES.
    pub fn pades(url: PadesUrl) -> Self {
        Self { source: Source::Pades(url) }
    }

    /// The PAdES of a document in the service's long-term archive, for the organization that owns it.
    pub fn archived_pades(owner: OrganizationNumber, document: ArchivedDocumentId) -> Self {
        Self { source: Source::Archive { owner, document } }
    }

    /// The request to send, and the state that waits for its reply.
    ///
    /// # Errors
    /// [`ErrorKind::ForeignOrigin`](crate::ErrorKind::ForeignOrigin) if the document's URL has another origin than the
    /// service. Nothing has been sent then.
    pub fn plan(&self, root: &ServiceRoot) -> Result<(RequestPlan, AwaitingDownload), Error> {
        let uri = match &self.source {
            Source::Xades(url) => root.follow(url.as_str()),
            Source::Pades(url) => root.follow(url.as_str()),
            Source::Archive { owner, document } => {
                let document = utf8_percent_encode(document.as_str(), ESCAPED);
                root.resource(owner, &format!("/archive/documents/{document}/pades"))
            }
        };
        let uri = uri.map_err(|error| error.of(REPLAY))?;
        let expected = match &self.source {
            Source::Xades(_) => FileKind::Xml,
            Source::Pades(_) | Source::Archive { .. } => FileKind::Pdf,
        };
        let request = RequestPlan::new(Method::GET, uri, Some(ACCEPT), BodyPlan::Empty);
        Ok((request, AwaitingDownload { expected }))
    }
}

/// A document, or else an error in XML.
const ACCEPT: &str = "application/octet-stream, application/xml";

const REPLAY: Replay = Replay::Safe;

/// The most bytes of a refusal.
const REFUSAL_LIMIT: usize = 1 << 20;

/// A download that waits for its reply.
///
/// A transport that has the whole reply calls [`AwaitingDownload::answer`]; any other calls
/// [`AwaitingDownload::on_head`].
#[derive(Debug)]
pub struct AwaitingDownload {
    expected: FileKind,
}

/// What to do once the head of a download is there.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a transport must act on each")]
pub enum DownloadStep {
    /// The body is the document; read it as it comes.
    Stream(Streaming),
    /// The service refuses the document. Push the body into this; it ends with the error.
    Collect(CollectingRefusal),
}

impl AwaitingDownload {
    /// The head of the reply has come.
    ///
    /// # Errors
    /// [`ErrorKind::NotADocument`](crate::ErrorKind::NotADocument) for a success that cannot bring the document: of
    /// another status than 200, with a part of it, compressed, or with a page for browsers. Drop the rest of the reply.
    pub fn on_head(self, head: Parts) -> Result<DownloadStep, Error> {
        let (status, expected) = (head.status, self.expected);
        if !status.is_success() {
            return Ok(DownloadStep::Collect(CollectingRefusal { body: BoundedBody::new(head, REFUSAL_LIMIT) }));
        }
        match instead_of_document(&head) {
            Some(found) => Err(Error::from(ErrorKind::NotADocument { status, expected, found }).of(REPLAY)),
            None => {
                let (head, opening) = (DownloadHead::of(&head), Opening::new(expected));
                Ok(DownloadStep::Stream(Streaming { status, head, received: 0, opening }))
            }
        }
    }

    /// The whole reply has come.
    ///
    /// # Errors
    /// [`Error`] if the service refuses the document, or it is not whole, or another file came.
    pub fn answer(self, head: Parts, body: impl Into<Bytes>) -> Result<Downloaded, Error> {
        let body = body.into();
        match self.on_head(head)? {
            DownloadStep::Stream(mut streaming) => {
                streaming.push(&body)?;
                streaming.finish()?;
                Ok(Downloaded { head: streaming.head, bytes: body })
            }
            DownloadStep::Collect(mut refusal) => {
                refusal.push(&body)?;
                Err(refusal.finish())
            }
        }
    }

    /// The transport broke before a reply began.
    pub fn fail(self, fault: TransportFault) -> Error {
        Error::transport(REPLAY, fault)
    }
}

/// What the head of a success says that it brings instead of a document.
fn instead_of_document(head: &Parts) -> Option<InsteadOfDocument> {
    if head.status == StatusCode::PARTIAL_CONTENT || head.headers.contains_key(CONTENT_RANGE) {
        return Some(InsteadOfDocument::Part);
    }
    if head.status != StatusCode::OK {
        return Some(InsteadOfDocument::Status);
    }
    if let Some(encoding) = ContentEncoding::of(&head.headers) {
        return Some(InsteadOfDocument::Encoded(encoding));
    }
    let is_page = ContentType::of(&head.headers).is_some_and(|found| found.is_page());
    is_page.then_some(InsteadOfDocument::File(FileKind::Html))
}

/// A document that is being received. Tell it each piece, and [`finish`](Self::finish) at the end: only then is the
/// document whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Streaming {
    status: StatusCode,
    head: DownloadHead,
    received: u64,
    opening: Opening,
}

impl Streaming {
    /// What the service says about the bytes.
    pub fn head(&self) -> &DownloadHead {
        &self.head
    }

    /// The next piece of the document has come.
    ///
    /// # Errors
    /// [`ErrorKind::NotADocument`](crate::ErrorKind::NotADocument) if the first bytes, up to a kilobyte, are not those
    /// of a PAdES (`%PDF-`) or a XAdES (XML). Drop the rest of the reply.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), Error> {
        self.received = self.received.saturating_add(piece.len() as u64);
        let pushed = self.opening.push(piece);
        pushed.map_err(|found| self.is_another(found))
    }

    /// Whether the first bytes are those of the document that was asked for. Keep the pieces back until then or the
    /// end, so that nothing else is stored.
    pub fn is_recognized(&self) -> bool {
        self.opening.is_recognized()
    }

    /// The document has ended.
    ///
    /// # Errors
    /// [`ErrorKind::DocumentLength`](crate::ErrorKind::DocumentLength) if it has no bytes, which is never a document, or
    /// others than the head says; [`ErrorKind::NotADocument`](crate::ErrorKind::NotADocument) as for
    /// [`push`](Self::push).
    pub fn finish(&self) -> Result<(), Error> {
        let (expected, found) = (self.head.content_length, self.received);
        if found == 0 || expected.is_some_and(|expected| expected != found) {
            return Err(Error::from(ErrorKind::DocumentLength { status: self.status, expected, found }).of(REPLAY));
        }
        self.opening.finish().map_err(|found| self.is_another(found))
    }

    fn is_another(&self, found: FileKind) -> Error {
        let (status, expected) = (self.status, self.opening.expected());
        let found = InsteadOfDocument::File(found);
        Error::from(ErrorKind::NotADocument { status, expected, found }).of(REPLAY)
    }

    /// The transport broke inside the document.
    pub fn fail(&self, fault: TransportFault) -> Error {
        Error::transport(REPLAY, fault.after_a_reply())
    }
}

/// A refusal that is being received.
#[derive(Debug)]
pub struct CollectingRefusal {
    body: BoundedBody,
}

impl CollectingRefusal {
    /// The next piece of the body.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) beyond a megabyte; drop the rest of the reply.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), Error> {
        self.body.push(piece).map_err(|error| error.of(REPLAY))
    }

    /// The body is complete; gives the error.
    pub fn finish(self) -> Error {
        self.body.into_reply().into_error().of(REPLAY)
    }

    /// The transport broke inside the body.
    pub fn fail(self, fault: TransportFault) -> Error {
        Error::transport(REPLAY, fault.after_a_reply())
    }
}

/// What the head of a download says about the bytes that follow.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct DownloadHead {
    /// How many bytes follow, if the service says so.
    pub content_length: Option<u64>,
    /// Their media type, if the service says so.
    pub content_type: Option<ContentType>,
}

impl DownloadHead {
    fn of(head: &Parts) -> Self {
        let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
        Self {
            content_length: text(CONTENT_LENGTH).and_then(|length| length.parse().ok()),
            content_type: ContentType::of(&head.headers),
        }
    }
}

/// A whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Downloaded {
    /// What the head of the reply says.
    pub head: DownloadHead,
    /// The document.
    pub bytes: Bytes,
}

impl Downloaded {
    /// A document that was streamed completely.
    pub fn new(head: DownloadHead, bytes: Bytes) -> Self {
        Self { head, bytes }
    }
}
