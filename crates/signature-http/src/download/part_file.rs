//! A file that gets its name only when it is complete.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};

use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

/// A file that is not complete yet. Dropping it removes it.
pub(super) struct PartFile {
    /// `None` once it has its own name: the old one may now be another's.
    path: Option<PathBuf>,
    file: File,
    length: u64,
}

impl PartFile {
    /// A new file with a name that is not in use. The name is random, as processes on several computers may store
    /// files in the same folder.
    pub(super) async fn beside(path: &Path) -> Result<Self> {
        loop {
            let mut name = path.as_os_str().to_owned();
            name.push(format!(".{:016x}.part", RandomState::new().build_hasher().finish()));
            match File::create_new(&name).await {
                Ok(file) => return Ok(Self { path: Some(name.into()), file, length: 0 }),
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

    /// Gives the file its name, and its length to the caller. An existing file of this name is replaced.
    pub(super) async fn finish(&mut self, path: &Path) -> Result<u64> {
        // The last moment at which a failed background write can be seen.
        self.file.flush().await?;
        self.file.sync_all().await?;
        if let Some(part) = &self.path {
            tokio::fs::rename(part, path).await?;
        }
        self.path = None;
        Ok(self.length)
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // Nothing is left to do about an error.
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a test in a folder of its own.
    async fn in_folder(name: &str, test: impl AsyncFnOnce(&Path)) {
        let folder = std::env::temp_dir().join(format!("signature-http-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        test(&folder).await;
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn a_finished_file_does_not_remove_anothers_part() {
        in_folder("finished", async |folder| {
            let file = folder.join("pades.pdf");
            std::fs::write(&file, "old").unwrap();
            let mut part = PartFile::beside(&file).await.unwrap();
            part.write(b"%PDF").await.unwrap();
            let name = part.path.clone().unwrap();
            assert_eq!(part.finish(&file).await.unwrap(), 4);
            assert_eq!(std::fs::read(&file).unwrap(), b"%PDF", "the old file is replaced");
            std::fs::write(&name, "another's").unwrap();
            drop(part);
            assert_eq!(std::fs::read(&name).unwrap(), b"another's");
        })
        .await;
    }

    #[tokio::test]
    async fn no_two_parts_have_the_same_name_and_each_is_removed() {
        in_folder("names", async |folder| {
            let file = folder.join("pades.pdf");
            let mut parts = Vec::new();
            for _ in 0..50 {
                parts.push(PartFile::beside(&file).await.unwrap());
            }
            let names: std::collections::BTreeSet<_> = parts.iter().map(|part| part.path.clone()).collect();
            assert_eq!(names.len(), 50);
            drop(parts);
            assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
        })
        .await;
    }
}
