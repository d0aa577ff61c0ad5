//! Writing ZIP archives, both correct and wrong ones.
//!
//! Not here: good archives for the service, which `signature-asice` writes.
//!
//! Source: `APPNOTE 6.3.10 §4.3`

use super::entry::Entry;
use super::file::File;
use super::lie::{self, Header, Lie};
use super::shape::Shape;
use crate::error::Fault;

const END: &[u8] = b"PK\x05\x06";

/// The form of an archive, apart from its files.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Looks<'a> {
    pub(super) shapes: &'a [Shape],
    pub(super) lies: &'a [Lie],
    /// The order of the directory, if it differs from the order of the files.
    pub(super) order: &'a [usize],
    /// Bytes between the directory and its end.
    pub(super) before_end: &'a [u8],
    pub(super) comment: &'a str,
}

/// The archive of these files.
pub(super) fn write(files: &[File], looks: &Looks<'_>) -> Result<Vec<u8>, Fault> {
    let (mut archive, mut records, mut uncounted) = (Vec::new(), Vec::new(), Vec::new());
    for (index, file) in files.iter().enumerate() {
        let entry = Entry::new(index, file, looks.shapes, looks.lies)?;
        let offset = u32::try_from(archive.len())?;
        archive.extend(entry.local()?);
        records.push(entry.record(offset)?);
        uncounted.extend(entry.hidden_record(offset)?);
    }
    let count = u16::try_from(files.len())?;
    let missing = || "expected an order of the files that there are, found another";
    let directory = match looks.order {
        [] => records.concat(),
        order => {
            let record = |index: &usize| records.get(*index).map(Vec::as_slice).ok_or_else(missing);
            order.iter().map(record).collect::<Result<Vec<_>, _>>()?.concat()
        }
    };
    let directory = [directory, uncounted.concat()].concat();
    let counts = [0, 0, count, count].map(u16::to_le_bytes).concat();
    let places = [u32::try_from(directory.len())?, u32::try_from(archive.len())?].map(u32::to_le_bytes).concat();
    let comment_length = u16::try_from(looks.comment.len())?.to_le_bytes();
    let mut end = [END, &counts, &places, &comment_length, looks.comment.as_bytes()].concat();
    lie::tell(looks.lies, None, Header::End, &mut end)?;
    Ok([archive, directory, looks.before_end.to_vec(), end].concat())
}

#[cfg(test)]
mod tests {
    use signature_asice::{Limits, Package};

    use super::*;

    #[test]
    fn both_ways_of_storing_are_read() {
        let content: Vec<u8> = (0..=255).chain([7; 1000]).collect();
        for deflated in [false, true] {
            let file = File { name: "æ.txt".to_owned(), content: content.clone(), deflated };
            let archive = write(&[file], &Looks::default()).unwrap();
            assert_eq!(archive.len() < 1000, deflated);
            let package = Package::open(archive, &Limits::default()).unwrap();
            assert_eq!(package.file("æ.txt").unwrap(), &content);
        }
    }
}
