//! A blocking transport on a plain TCP socket: HTTP/1.1 without TLS, one connection for each call.
//!
//! Everything about the service is in `signature-protocol`; this file only moves bytes. A real transport would use TLS
//! with a client certificate, and set timeouts.

use std::io::{self, BufRead, BufReader, Read, Write as _};
use std::net::TcpStream;

use signature_conformance::Driver;
use signature_protocol::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use signature_protocol::http::response::Parts;
use signature_protocol::http::{Response, StatusCode};
use signature_protocol::{
    DownloadStep, Downloaded, Error, Exchange, FetchDocument, Operation, RequestPlan, Sent, ServiceRoot, TransportFault,
};

/// Calls the service over its own sockets.
pub(crate) struct BlockingClient {
    root: ServiceRoot,
    address: String,
}

impl BlockingClient {
    /// A client of the service at this root, of the form `http://host:port/path`.
    pub(crate) fn new(root: ServiceRoot) -> Self {
        let address = root.origin().trim_start_matches("http://").to_owned();
        Self { root, address }
    }

    /// The head of the reply and its body; or why there is no reply, and whether the service may have got the request.
    fn send(&self, request: RequestPlan) -> Result<(Parts, Body), TransportFault> {
        let mut socket = TcpStream::connect(&self.address).map_err(|fault| TransportFault::new(Sent::No, fault))?;
        let exchange = || {
            let (head, body) = request.into_parts();
            let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
            write!(socket, "{} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", head.method, self.address)?;
            for (name, value) in &head.headers {
                write!(socket, "{name}: ")?;
                socket.write_all(value.as_bytes())?;
                socket.write_all(b"\r\n")?;
            }
            socket.write_all(b"\r\n")?;
            for chunk in body.into_chunks() {
                socket.write_all(&chunk)?;
            }
            let mut reader = BufReader::new(socket);
            let head = read_head(&mut reader)?;
            let body = Body::of(&head, reader);
            Ok((head, body))
        };
        exchange().map_err(|fault: io::Error| TransportFault::new(Sent::Maybe, fault))
    }
}

impl Driver for BlockingClient {
    fn call<O: Operation>(&mut self, operation: O) -> Result<O::Outcome, Error> {
        let (request, exchange) = Exchange::new(operation).plan(&self.root)?;
        match self.send(request) {
            Ok((head, body)) => exchange.receive(head, body),
            Err(fault) => Err(exchange.fail(fault)),
        }
    }

    fn download(&mut self, document: &FetchDocument) -> Result<Downloaded, Error> {
        let (request, exchange) = document.plan(&self.root)?;
        let (head, body) = match self.send(request) {
            Ok(reply) => reply,
            Err(fault) => return Err(exchange.fail(fault)),
        };
        match exchange.on_head(head)? {
            DownloadStep::Stream(mut streaming) => {
                let mut bytes = Vec::new();
                for piece in body {
                    let piece = piece.map_err(|fault| streaming.fail(fault))?;
                    streaming.push(&piece)?;
                    bytes.extend(piece);
                }
                streaming.finish()?;
                Ok(Downloaded::new(streaming.head().clone(), bytes.into()))
            }
            DownloadStep::Collect(mut refusal) => {
                for piece in body {
                    match piece {
                        Ok(bytes) => refusal.push(&bytes)?,
                        Err(fault) => return Err(refusal.fail(fault)),
                    }
                }
                Err(refusal.finish())
            }
        }
    }
}

/// The status line and the headers, up to the empty line.
fn read_head(reader: &mut impl BufRead) -> io::Result<Parts> {
    let status = read_line(reader)?;
    let code = status.split(' ').nth(1).and_then(|code| StatusCode::from_bytes(code.as_bytes()).ok());
    let mut head = Response::builder().status(code.ok_or_else(|| invalid("expected a status, found another line"))?);
    loop {
        let line = read_line(reader)?;
        if line.is_empty() {
            let reply = head.body(()).map_err(|_| invalid("expected headers, found other lines"))?;
            return Ok(reply.into_parts().0);
        }
        let (name, value) = line.split_once(':').ok_or_else(|| invalid("expected a header, found another line"))?;
        head = head.header(name, value.trim());
    }
}

/// The body of a reply. The head says where it ends.
struct Body {
    reader: BufReader<TcpStream>,
    left: Left,
}

/// What is still to come.
enum Left {
    /// This many bytes.
    Bytes(u64),
    /// Chunks, each with its length before it.
    Chunks,
    /// Everything until the connection ends.
    Rest,
}

impl Body {
    fn of(head: &Parts, reader: BufReader<TcpStream>) -> Self {
        let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
        let left = if head.status == StatusCode::NO_CONTENT {
            Left::Bytes(0)
        } else if text(TRANSFER_ENCODING).is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            Left::Chunks
        } else {
            text(CONTENT_LENGTH).and_then(|length| length.parse().ok()).map_or(Left::Rest, Left::Bytes)
        };
        Self { reader, left }
    }

    /// The next bytes; `None` at the end.
    fn chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        let most = match self.left {
            Left::Bytes(0) => return Ok(None),
            Left::Bytes(left) => left.min(MOST),
            Left::Rest => MOST,
            Left::Chunks => {
                let length = read_line(&mut self.reader)?;
                let length = u64::from_str_radix(length.split(';').next().unwrap_or_default().trim(), 16);
                let length = length.map_err(|_| invalid("expected the length of a chunk, found another line"))?;
                let chunk = self.read(length)?;
                if chunk.len() as u64 != length {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                read_line(&mut self.reader)?;
                return Ok(Some(chunk).filter(|chunk| !chunk.is_empty()));
            }
        };
        let chunk = self.read(most)?;
        match (&mut self.left, chunk.is_empty()) {
            (Left::Bytes(_), true) => Err(io::ErrorKind::UnexpectedEof.into()),
            (_, true) => Ok(None),
            (Left::Bytes(left), false) => {
                *left -= chunk.len() as u64;
                Ok(Some(chunk))
            }
            (_, false) => Ok(Some(chunk)),
        }
    }

    /// This many bytes, or fewer at the end of the connection.
    fn read(&mut self, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader.by_ref().take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl Iterator for Body {
    type Item = Result<Vec<u8>, TransportFault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.chunk().map_err(|fault| TransportFault::new(Sent::Yes, fault)).transpose()
    }
}

/// How many bytes to read at once.
const MOST: u64 = 64 * 1024;

/// Reads a line, without its line end.
fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.take(MOST).read_line(&mut line)?;
    let line = line.strip_suffix('\n').ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
