//! A rough guess at the places of an archive's headers, as targets for mutations.

const LOCAL: &[u8] = b"PK\x03\x04";
const DIRECTORY: &[u8] = b"PK\x01\x02";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
const END: &[u8] = b"PK\x05\x06";

/// The possible starts of each kind of header.
#[derive(Debug, Clone, Default)]
pub(super) struct Sketch {
    pub(super) locals: Vec<usize>,
    pub(super) records: Vec<usize>,
    pub(super) descriptors: Vec<usize>,
    pub(super) end: Option<usize>,
}

impl Sketch {
    pub(super) fn of(archive: &[u8]) -> Self {
        let all = |signature: &[u8]| -> Vec<usize> {
            let windows = archive.windows(signature.len()).enumerate();
            windows.filter(|(_, window)| *window == signature).map(|(at, _)| at).collect()
        };
        Self {
            locals: all(LOCAL),
            records: all(DIRECTORY),
            descriptors: all(DESCRIPTOR),
            end: all(END).last().copied(),
        }
    }

    /// The starts and ends of everything that the headers mention.
    pub(super) fn borders(&self, archive: &[u8]) -> Vec<usize> {
        let headers = [&self.locals[..], &self.records, &self.descriptors].concat();
        headers.into_iter().chain(self.end).chain([archive.len()]).collect()
    }
}

/// A number of two bytes.
pub(super) fn u16_at(archive: &[u8], at: usize) -> usize {
    let bytes = archive.get(at..).and_then(|bytes| bytes.first_chunk());
    bytes.map_or(0, |bytes| u16::from_le_bytes(*bytes).into())
}

/// A number of four bytes.
pub(super) fn u32_at(archive: &[u8], at: usize) -> usize {
    let bytes = archive.get(at..).and_then(|bytes| bytes.first_chunk());
    bytes.map_or(0, |bytes| usize::try_from(u32::from_le_bytes(*bytes)).unwrap_or(usize::MAX))
}

/// Overwrites bytes, up to the end of the archive.
pub(super) fn write_at(archive: &mut [u8], at: usize, bytes: &[u8]) {
    let Some(place) = archive.get_mut(at..) else { return };
    place.iter_mut().zip(bytes).for_each(|(old, new)| *old = *new);
}
