//! A signed document as it comes in.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use signature_protocol::{DownloadHead, Sent, Streaming};
use tokio::io::AsyncWriteExt as _;

use crate::{Error, Fault, FaultKind, Transport};

/// A download in progress. Dropping it ends it and frees the connection.
pub struct Download<T: Transport> {
    streaming: Streaming,
    body: T::Body,
    idle: Duration,
}

impl<T: Transport> Download<T> {
    pub(crate) fn new(streaming: Streaming, body: T::Body, idle: Duration) -> Self {
        Self { streaming, body, idle }
    }

    /// What the service says about the bytes.
    pub fn head(&self) -> &DownloadHead {
        self.streaming.head()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`Error::Call`] if the connection breaks or nothing comes for too long.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing; the next call goes on.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let frame = tokio::time::timeout(self.idle, self.body.frame()).await;
            let late = || Some(Err(Fault::new(FaultKind::Timeout { after: self.idle }, Sent::Yes)));
            match frame.unwrap_or_else(|_| late()) {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Ok(Some(data));
                    }
                }
                Some(Err(fault)) => return Err(self.streaming.fail(fault.into()).into()),
                None => return Ok(None),
            }
        }
    }

    /// Everything in memory.
    ///
    /// # Errors
    /// As [`Download::chunk`], [`Error::TooLarge`] beyond `limit` bytes, and [`Error::Empty`] for none.
    ///
    /// # Cancel safety
    /// Dropping the future ends the download.
    pub async fn bytes(mut self, limit: usize) -> Result<Vec<u8>, Error> {
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            if all.len().saturating_add(chunk.len()) > limit {
                return Err(Error::TooLarge { limit });
            }
            all.extend_from_slice(&chunk);
        }
        if all.is_empty() { Err(Error::Empty) } else { Ok(all) }
    }

    /// Stores everything in a file, which appears only when it is whole, and gives the number of bytes.
    ///
    /// Until then the bytes are in a file beside it whose name ends in `.part`.
    ///
    /// # Errors
    /// As [`Download::chunk`], [`Error::Store`] if the file cannot be written, and [`Error::Empty`] for no bytes. No
    /// file is left then.
    ///
    /// # Cancel safety
    /// Dropping the future ends the download. A `.part` file may be left, or, dropped in the last moment, the whole one.
    pub async fn save_to(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let (part, mut file) = PartFile::beside(path.as_ref()).await.map_err(Error::Store)?;
        let mut length = 0;
        while let Some(chunk) = self.chunk().await? {
            file.write_all(&chunk).await.map_err(Error::Store)?;
            length += chunk.len() as u64;
        }
        if length == 0 {
            return Err(Error::Empty);
        }
        // A write that failed in the background shows here, and nowhere later.
        file.flush().await.map_err(Error::Store)?;
        file.sync_all().await.map_err(Error::Store)?;
        tokio::fs::rename(&part.path, path).await.map_err(Error::Store)?;
        Ok(length)
    }
}

/// A file that is not whole yet. Dropping it removes what is left of it.
struct PartFile {
    path: PathBuf,
}

impl PartFile {
    /// A new file of a name that nobody uses.
    async fn beside(path: &Path) -> std::io::Result<(Self, tokio::fs::File)> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        loop {
            let mut name = path.as_os_str().to_owned();
            name.push(format!(".{}-{}.part", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
            match tokio::fs::File::create_new(&name).await {
                Ok(file) => return Ok((Self { path: name.into() }, file)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        // Gone already if the download was stored.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl<T: Transport> fmt::Debug for Download<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("head", self.head()).finish_non_exhaustive()
    }
}
