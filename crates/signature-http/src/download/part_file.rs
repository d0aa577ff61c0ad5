//! A file that gets its name only when it is complete.

use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

/// A file that is not complete yet. Dropping it removes it.
pub(super) struct PartFile {
    path: PathBuf,
    file: File,
    length: u64,
}

impl PartFile {
    /// A new file with a name that is not in use.
    pub(super) async fn beside(path: &Path) -> Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        loop {
            let mut name = path.as_os_str().to_owned();
            name.push(format!(".{}-{}.part", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
            match File::create_new(&name).await {
                Ok(file) => return Ok(Self { path: name.into(), file, length: 0 }),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).await?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Gives the file its name, and its length to the caller.
    pub(super) async fn finish(mut self, path: &Path) -> Result<u64> {
        // The last moment at which a failed background write can be seen.
        self.file.flush().await?;
        self.file.sync_all().await?;
        tokio::fs::rename(&self.path, path).await?;
        Ok(self.length)
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        // Not there any more if it was renamed.
        let _ = std::fs::remove_file(&self.path);
    }
}
