//! A signed document as it comes in.

#[cfg(feature = "hyper")]
mod part_file;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use signature_protocol::{DownloadHead, Sent, Streaming};

use crate::call;
use crate::deadline::Deadline;
use crate::error::ErrorKind;
use crate::{Error, ReplyBody, Runtime};

/// A download in progress. Dropping it ends it and frees the connection.
pub struct Download {
    streaming: Streaming,
    body: ReplyBody,
    runtime: Arc<dyn Runtime>,
    idle: Duration,
    /// For all pieces.
    whole: Deadline,
    /// The first bytes, until they are known to be those of a document.
    held_back: BytesMut,
    has_ended: bool,
    progress: Option<Box<OnProgress>>,
    /// How many bytes the caller has got.
    given: u64,
}

/// Takes how many bytes have come, and how many there will be if that is known.
type OnProgress = dyn FnMut(u64, Option<u64>) + Send;

impl Download {
    pub(crate) fn new(
        streaming: Streaming,
        body: ReplyBody,
        runtime: Arc<dyn Runtime>,
        idle: Duration,
        whole: Deadline,
    ) -> Self {
        let (held_back, has_ended, progress, given) = (BytesMut::new(), false, None, 0);
        Self { streaming, body, runtime, idle, whole, held_back, has_ended, progress, given }
    }

    /// The same download, which calls `progress` after each piece, with the number of bytes that have come and the number
    /// that the document has, if the service says so. It must not block.
    #[must_use]
    pub fn with_progress(self, progress: impl FnMut(u64, Option<u64>) + Send + 'static) -> Self {
        Self { progress: Some(Box::new(progress)), ..self }
    }

    /// What the service says about the bytes.
    pub fn head(&self) -> &DownloadHead {
        self.streaming.head()
    }

    /// The next piece; `None` at the end. The first one comes once its bytes, a kilobyte at most, are known to be those
    /// of a document.
    ///
    /// # Errors
    /// [`Error`] if the connection breaks, no byte comes for too long or the whole takes too long, the bytes are not those of a PDF (PAdES) or of XML
    /// (XAdES), or the document ends and is not whole: a document has at least one byte, and as many as its head says.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing; the next call goes on.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let mut idle = Deadline::after(&*self.runtime, self.idle);
        while !self.has_ended {
            let piece = self.whole.reach(call::piece(&mut self.body, &mut idle)).await;
            let piece = piece.unwrap_or_else(|| Err(self.whole.missed(Sent::Yes)));
            match piece.map_err(|fault| self.streaming.fail(fault.into()))? {
                // From a transport of the caller's own; waiting for more might never end.
                Some(piece) if piece.is_empty() => return Ok(Some(piece)),
                Some(piece) => {
                    self.streaming.push(&piece)?;
                    if self.held_back.is_empty() && self.streaming.is_recognized() {
                        return Ok(Some(self.give(piece)));
                    }
                    self.held_back.extend_from_slice(&piece);
                }
                None => {
                    self.streaming.finish()?;
                    self.has_ended = true;
                }
            }
            if !self.held_back.is_empty() && (self.has_ended || self.streaming.is_recognized()) {
                let piece = self.held_back.split().freeze();
                return Ok(Some(self.give(piece)));
            }
        }
        Ok(None)
    }

    fn give(&mut self, piece: Bytes) -> Bytes {
        self.given = self.given.saturating_add(piece.len() as u64);
        if let Some(progress) = &mut self.progress {
            progress(self.given, self.streaming.head().content_length);
        }
        piece
    }

    /// The whole document, in memory.
    ///
    /// # Errors
    /// As [`Download::chunk`], and [`ErrorKind::TooLarge`] beyond `limit` bytes.
    ///
    /// # Cancel safety
    /// Dropping the future ends the download.
    pub async fn bytes(mut self, limit: usize) -> Result<Vec<u8>, Error> {
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            if all.len().saturating_add(chunk.len()) > limit {
                return Err(ErrorKind::TooLarge { limit }.into());
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    }

    /// Stores the document in a file that appears only when it is complete and synced to the disk, and gives the number
    /// of bytes. An existing file is replaced then, and so is a symbolic link, not the file that it points to.
    ///
    /// On Unix only its owner may read and write the file; if a file is replaced that allows its owner less, so does
    /// the new one.
    ///
    /// Until then the bytes are in a file beside it, with a name that ends in `.part`. Needs the feature `hyper` and a
    /// tokio runtime; elsewhere write what [`Download::chunk`] gives.
    ///
    /// # Errors
    /// As [`Download::chunk`], and [`ErrorKind::Store`] if the file cannot be written. No file is left then, except the
    /// complete one if only its folder could not be synced.
    ///
    /// # Cancel safety
    /// Dropping the future ends the download. A `.part` file may be left, or the complete file if it was dropped
    /// at the last moment.
    #[cfg(feature = "hyper")]
    pub async fn save_to(mut self, path: impl AsRef<std::path::Path>) -> Result<u64, Error> {
        let mut part = part_file::PartFile::beside(path.as_ref()).await.map_err(ErrorKind::Store)?;
        while let Some(chunk) = self.chunk().await? {
            part.write(&chunk).await.map_err(ErrorKind::Store)?;
        }
        Ok(part.finish(path.as_ref()).await.map_err(ErrorKind::Store)?)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("head", self.head()).finish_non_exhaustive()
    }
}
