//! A file that gets its name only when it is complete.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};

use tokio::fs::{File, OpenOptions};
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
        let mut options = OpenOptions::new();
        // Opens no file that exists, and follows no symbolic link.
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(mode_beside(path).await);
        loop {
            let mut name = path.as_os_str().to_owned();
            name.push(format!(".{:016x}.part", RandomState::new().build_hasher().finish()));
            match options.open(&name).await {
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
        #[cfg(unix)]
        sync_folder_of(path).await?;
        Ok(self.length)
    }
}

/// The mode of a new file: for the owner alone, and no more than the file that it replaces allows.
#[cfg(unix)]
async fn mode_beside(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;

    const OWNER_ALONE: u32 = 0o600;
    match tokio::fs::symlink_metadata(path).await {
        Ok(found) if found.is_file() => found.permissions().mode() & OWNER_ALONE,
        _ => OWNER_ALONE,
    }
}

/// Makes sure that the file keeps its new name if the computer stops.
#[cfg(unix)]
async fn sync_folder_of(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = async { File::open(folder).await?.sync_all().await };
    match synced.await {
        // Some folders cannot be read, and some file systems cannot sync any.
        Err(error)
            if !matches!(
                error.kind(),
                ErrorKind::PermissionDenied | ErrorKind::InvalidInput | ErrorKind::Unsupported
            ) =>
        {
            Err(error)
        }
        _ => Ok(()),
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

    #[cfg(unix)]
    #[tokio::test]
    async fn only_the_owner_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt as _;

        in_folder("modes", async |folder| {
            let file = folder.join("pades.pdf");
            for (existing, expected) in
                [(None, 0o600), (Some(0o644), 0o600), (Some(0o400), 0o400), (Some(0o666), 0o600)]
            {
                if let Some(mode) = existing {
                    std::fs::write(&file, "old").unwrap();
                    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
                }
                let mut part = PartFile::beside(&file).await.unwrap();
                part.write(b"%PDF").await.unwrap();
                part.finish(&file).await.unwrap();
                let found = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
                assert_eq!(found, expected, "beside {existing:?}");
                assert_eq!(std::fs::read(&file).unwrap(), b"%PDF");
                std::fs::remove_file(&file).unwrap();
            }
        })
        .await;
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_symbolic_link_is_replaced_and_not_written_through() {
        in_folder("links", async |folder| {
            let (file, elsewhere) = (folder.join("pades.pdf"), folder.join("elsewhere"));
            std::fs::write(&elsewhere, "untouched").unwrap();
            std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
            let mut part = PartFile::beside(&file).await.unwrap();
            part.write(b"%PDF").await.unwrap();
            part.finish(&file).await.unwrap();
            assert!(std::fs::symlink_metadata(&file).unwrap().is_file());
            assert_eq!(std::fs::read(&elsewhere).unwrap(), b"untouched");
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
