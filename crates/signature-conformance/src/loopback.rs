//! A peer behind HTTP/1.1 on loopback, without TLS: a blocking server of the standard library, which closes every
//! connection after its reply.
//!
//! Source: `RFC 9112`

use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{CONTENT_LENGTH, EXPECT, TRANSFER_ENCODING};
use http::response::Parts;

use crate::answer::Answer;
use crate::error::{Error, ErrorKind};
use crate::peer::Peer;

/// A running server, on its own threads. Dropping it closes all connections, and waits for the threads to end.
#[derive(Debug)]
pub struct Loopback {
    peer: Peer,
    address: SocketAddr,
    is_stopped: Arc<AtomicBool>,
    listening: Option<JoinHandle<Vec<Connection>>>,
}

/// How long a client may be silent, or leave a reply unread.
const IDLE: Duration = Duration::from_secs(60);

impl Loopback {
    /// Serves a peer on any free port of 127.0.0.1. A connection that is idle for a minute is closed.
    ///
    /// # Errors
    /// [`ErrorKind::Socket`] if the system gives no socket.
    #[expect(clippy::disallowed_methods, reason = "a blocking server waits on threads of its own")]
    pub fn start() -> Result<Self, Error> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(ErrorKind::Socket)?;
        let address = listener.local_addr().map_err(ErrorKind::Socket)?;
        let peer = Peer::new(&format!("http://{address}"))?;
        let is_stopped = Arc::new(AtomicBool::new(false));
        let (served, stopped) = (peer.clone(), Arc::clone(&is_stopped));
        let listening = std::thread::spawn(move || listen(&listener, &served, &stopped));
        Ok(Self { peer, address, is_stopped, listening: Some(listening) })
    }

    /// The peer that answers.
    pub fn peer(&self) -> &Peer {
        &self.peer
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections. If the system gives no socket, it ends with the next connection.
        if TcpStream::connect(self.address).is_ok()
            && let Some(listening) = self.listening.take()
            && let Ok(connections) = listening.join()
        {
            connections.into_iter().for_each(Connection::close);
        }
    }
}

/// A connection, and the thread that serves it.
#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    serving: JoinHandle<()>,
}

impl Connection {
    #[expect(clippy::disallowed_methods, reason = "a blocking server waits on threads of its own")]
    fn start(stream: TcpStream, peer: Peer) -> io::Result<Self> {
        stream.set_read_timeout(Some(IDLE))?;
        stream.set_write_timeout(Some(IDLE))?;
        let served = stream.try_clone()?;
        // Other clients go on if one breaks its connection.
        let serving = std::thread::spawn(move || {
            let _ = serve(&served, &peer);
            let _ = served.shutdown(Shutdown::Both);
        });
        Ok(Self { stream, serving })
    }

    /// Ends what the thread waits for, and then the thread.
    fn close(self) {
        // Fails if the client has closed it already.
        let _ = self.stream.shutdown(Shutdown::Both);
        let _ = self.serving.join();
    }
}

/// Serves each connection until the server is stopped, and gives those that may still be open.
fn listen(listener: &TcpListener, peer: &Peer, is_stopped: &AtomicBool) -> Vec<Connection> {
    let mut connections = Vec::new();
    for stream in listener.incoming() {
        if is_stopped.load(Ordering::Relaxed) {
            break;
        }
        connections.retain(|connection: &Connection| !connection.serving.is_finished());
        connections.extend(stream.and_then(|stream| Connection::start(stream, peer.clone())));
    }
    connections
}

/// Reads one request, and answers it.
fn serve(mut stream: &TcpStream, peer: &Peer) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let Some(head) = read_head(&mut reader)? else { return Ok(()) };
    if head.headers().contains_key(EXPECT) {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let body = read_body(head.headers(), &mut reader)?;
    if let Answer::Reply { head, body, breaks } = peer.answer(&head.map(|()| body.into())) {
        stream.write_all(&reply(&head, &body, breaks))?;
    }
    Ok(())
}

/// `None` if the connection ends before a request.
fn read_head(reader: &mut impl BufRead) -> io::Result<Option<Request<()>>> {
    let line = read_line(reader)?;
    let mut words = line.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let mut request = Request::builder().method(method).uri(target);
    loop {
        let line = read_line(reader)?;
        match line.split_once(':') {
            Some((name, value)) => request = request.header(name, value.trim()),
            None => return request.body(()).map(Some).map_err(io::Error::other),
        }
    }
}

fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn read_body(headers: &http::HeaderMap, reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if headers.contains_key(TRANSFER_ENCODING) {
        loop {
            let line = read_line(reader)?;
            let length = u64::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16);
            let length = length.map_err(io::Error::other)?;
            reader.take(length).read_to_end(&mut body)?;
            read_line(reader)?;
            if length == 0 {
                return Ok(body);
            }
        }
    }
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    reader.take(length.unwrap_or(0)).read_to_end(&mut body)?;
    Ok(body)
}

/// The bytes of a reply. A body without a length comes in one chunk; one that breaks has no last chunk.
fn reply(head: &Parts, body: &Bytes, breaks: bool) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {} Scripted\r\nconnection: close\r\n", head.status.as_u16()).into_bytes();
    for (name, value) in &head.headers {
        bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    let is_chunked = !head.headers.contains_key(CONTENT_LENGTH) && head.status != http::StatusCode::NO_CONTENT;
    if is_chunked {
        bytes.extend(format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n", body.len()).bytes());
        bytes.extend(body);
        bytes.extend(if breaks { &b"\r\n"[..] } else { b"\r\n0\r\n\r\n" });
    } else {
        bytes.extend(b"\r\n");
        bytes.extend(body);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::ScriptedReply;

    fn scripted(reply: &str) -> Option<ScriptedReply> {
        Some(toml::from_str(reply).unwrap())
    }

    /// Sends these bytes, and gives what comes back.
    fn talk(loopback: &Loopback, request: &str) -> String {
        let mut stream = TcpStream::connect(loopback.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    }

    #[test]
    fn requests_with_length_and_in_chunks_are_read() {
        let loopback = Loopback::start().unwrap();
        for request in [
            "POST /api HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
            "POST /api HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
            "POST /api HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
        ] {
            loopback.peer().expect(scripted("status = 204"));
            let reply = talk(&loopback, request);
            assert!(reply.ends_with("HTTP/1.1 204 Scripted\r\nconnection: close\r\n\r\n"), "{reply}");
            assert_eq!(reply.starts_with("HTTP/1.1 100 Continue"), request.contains("Expect"), "{reply}");
            let requests = loopback.peer().requests();
            assert_eq!(requests.len(), 1);
            assert_eq!(requests[0].body(), "hello");
        }
    }

    #[test]
    fn a_reply_breaks_where_the_case_says() {
        let loopback = Loopback::start().unwrap();
        let reply = |reply: &str| {
            loopback.peer().expect(scripted(reply));
            talk(&loopback, "GET /api HTTP/1.1\r\n\r\n")
        };
        assert_eq!(reply("status = 200\nbreaks = 'before-head'"), "");
        assert!(reply("status = 200\nbody = 'ab'\nbreaks = 'in-body'").ends_with("content-length: 3\r\n\r\nab"));
        assert!(reply("status = 200\nbody = 'ab'\nunsized_body = true").ends_with("\r\n\r\n2\r\nab\r\n0\r\n\r\n"));
        let broken = reply("status = 200\nbody = 'ab'\nunsized_body = true\nbreaks = 'in-body'");
        assert!(broken.ends_with("\r\n\r\n2\r\nab\r\n"), "{broken}");
        // Each case has one answer.
        assert_eq!(talk(&loopback, "GET /api HTTP/1.1\r\n\r\n"), "");
    }

    #[test]
    fn dropping_the_handle_stops_the_server() {
        let loopback = Loopback::start().unwrap();
        let address = loopback.address;
        drop(loopback);
        assert_eq!(TcpStream::connect(address).unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
    }

    #[test]
    fn dropping_the_handle_closes_connections_that_wait_for_a_request() {
        let loopback = Loopback::start().unwrap();
        let mut streams = Vec::new();
        for begin in ["", "POST /api HTTP/1.1\r\nContent-", "POST /api HTTP/1.1\r\nContent-Length: 5\r\n\r\nhe"] {
            let mut stream = TcpStream::connect(loopback.address).unwrap();
            stream.write_all(begin.as_bytes()).unwrap();
            streams.push(stream);
        }
        // A later connection has been served, so the earlier ones have been accepted.
        assert_eq!(talk(&loopback, "GET /api HTTP/1.1\r\n\r\n"), "");
        drop(loopback);
        for mut stream in streams {
            // Without the drop this would wait for the limit of the server.
            stream.set_read_timeout(Some(IDLE / 6)).unwrap();
            let ended = stream.read(&mut [0; 100]);
            let is_ended = |error: &io::Error| error.kind() == io::ErrorKind::ConnectionReset;
            assert!(matches!(&ended, Ok(0)) || ended.as_ref().is_err_and(is_ended), "{ended:?}");
        }
    }
}
