//! A rough reading of an archive, right or wrong: where its headers seem to be, for mutations that aim at them.

const LOCAL: &[u8] = b"PK\x03\x04";
const DIRECTORY: &[u8] = b"PK\x01\x02";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
const END: &[u8] = b"PK\x05\x06";

/// Where each kind of header seems to begin.
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

    /// Where anything begins or ends that a header knows of.
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

/// Writes bytes over others, as far as there are any.
pub(super) fn write_at(archive: &mut [u8], at: usize, bytes: &[u8]) {
    let Some(place) = archive.get_mut(at..) else { return };
    place.iter_mut().zip(bytes).for_each(|(old, new)| *old = *new);
}
