//! A signed document as it comes in.

#[cfg(feature = "hyper")]
mod part_file;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use signature_protocol::{DownloadHead, Streaming};

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
}

impl Download {
    pub(crate) fn new(streaming: Streaming, body: ReplyBody, runtime: Arc<dyn Runtime>, idle: Duration) -> Self {
        Self { streaming, body, runtime, idle }
    }

    /// What the service says about the bytes.
    pub fn head(&self) -> &DownloadHead {
        self.streaming.head()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`Error`] if the connection breaks, no byte comes for too long, or the document ends and is not whole: a document
    /// has at least one byte, and as many as its head says.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing; the next call goes on.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let mut deadline = Deadline::after(&*self.runtime, self.idle);
        let piece = call::piece(&mut self.body, &mut deadline).await;
        let piece = piece.map_err(|fault| self.streaming.fail(fault.into()))?;
        match &piece {
            Some(piece) => self.streaming.push(piece),
            None => self.streaming.finish()?,
        }
        Ok(piece)
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

    /// Stores the document in a file that appears only when it is complete, and gives the number of bytes. An existing
    /// file is replaced then.
    ///
    /// Until then the bytes are in a file beside it, with a name that ends in `.part`. Needs the feature `hyper` and a
    /// tokio runtime; elsewhere write what [`Download::chunk`] gives.
    ///
    /// # Errors
    /// As [`Download::chunk`], and [`ErrorKind::Store`] if the file cannot be written. No file is left then.
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
