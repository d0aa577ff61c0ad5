//! Random changes of archives, most of them consistent: an archive with the same wrong value in both headers, or with
//! corrected offsets, gets further into a reader than one with a random wrong byte.

use flate2::{Decompress, FlushDecompress, Status};

use super::random::Random;
use super::sketch::{Sketch, u16_at, u32_at, write_at};

/// The fields of a local header by their offset; in the directory they are two bytes later.
const SHARED: &[(usize, usize)] =
    &[(4, 2), (6, 2), (8, 2), (10, 2), (12, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)];
const DIRECTORY: &[(usize, usize)] = &[(4, 2), (32, 2), (34, 2), (36, 2), (38, 4), (42, 4)];
const END: &[(usize, usize)] = &[(4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)];
const DESCRIPTOR: &[(usize, usize)] = &[(0, 4), (4, 4), (8, 4), (12, 4)];

/// Extra fields, right and wrong.
const EXTRA_FIELDS: &[&[u8]] = &[
    b"UT\x05\0\x01\0\0\0\0",
    b"UT\x09\0\x03\0\0\0\0\0\0\0\0",
    b"UT\x05\0\x03\0\0\0\0",
    b"UT\0\0",
    b"UT\x01\0\0",
    b"UT\x01\0\x01",
    b"ux\x0b\0\x01\x04\0\0\0\0\x04\0\0\0\0",
    b"ux\x03\0\x01\0\0",
    b"ux\x05\0\x01\x04\0\0\0",
    b"\x0a\0\x20\0\0\0\0\0\x01\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    b"\x0a\0\x04\0\0\0\0\0",
    b"\x0a\0\x08\0\0\0\0\0\x02\0\0\0",
    b"\x01\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    b"\x01\0\0\0",
    b"up\x06\0\x01\0\0\0\0a",
    b"\xfe\xca\0\0",
    b"\0\0\0\0",
    b"\0",
];

/// One to three changes.
pub(super) fn mutated(original: &[u8], random: &mut Random) -> Vec<u8> {
    let mut archive = original.to_vec();
    for _ in 0..=random.below(3) {
        let sketch = Sketch::of(&archive);
        match random.below(12) {
            0 => {
                let at = random.below(archive.len());
                write_at(&mut archive, at, &[random.byte()]);
            }
            1 => one_header(&mut archive, &sketch, random),
            2 | 3 => both_headers(&mut archive, &sketch, random),
            4 => {
                let borders = sketch.borders(&archive);
                let at = random.one_of(&borders);
                let bytes: Vec<_> = (0..=random.below(20)).map(|_| random.one_of(&[0, b'P', b'K', 0xff])).collect();
                insert(&mut archive, &sketch, at, &bytes, random);
            }
            5 => {
                let start = random.below(archive.len());
                let count = random.below(24);
                delete(&mut archive, &sketch, start, count, random);
            }
            6 | 7 => extra_field(&mut archive, &sketch, random),
            8 => name(&mut archive, &sketch, random),
            9 => content(&mut archive, &sketch, random),
            10 => descriptor(&mut archive, &sketch, random),
            _ => copy(&mut archive, &sketch, random),
        }
    }
    archive
}

/// A value that means something to a reader, or is close to the old one.
fn value(old: usize, random: &mut Random) -> [u8; 4] {
    let random_value = random.next();
    let candidates = [
        0,
        1,
        old.wrapping_add(1),
        old.wrapping_sub(1),
        old ^ (1 << random.below(16)),
        old ^ (1 << random.below(32)),
        8,
        10,
        20,
        0x0800,
        0x0808,
        usize::from(u16::MAX),
        usize::MAX,
        usize::try_from(random_value).unwrap_or_default(),
    ];
    let [a, b, c, d, ..] = random.one_of(&candidates).to_le_bytes();
    [a, b, c, d]
}

fn one_header(archive: &mut [u8], sketch: &Sketch, random: &mut Random) {
    let later = |fields: &[(usize, usize)]| fields.iter().map(|(at, length)| (at + 2, *length)).collect::<Vec<_>>();
    let (headers, fields) = match random.below(5) {
        0 => (sketch.locals.clone(), SHARED.to_vec()),
        1 => (sketch.records.clone(), later(SHARED)),
        2 => (sketch.records.clone(), DIRECTORY.to_vec()),
        3 => (sketch.descriptors.clone(), DESCRIPTOR.to_vec()),
        _ => (sketch.end.into_iter().collect(), END.to_vec()),
    };
    if headers.is_empty() {
        return;
    }
    let (header, (at, length)) = (random.one_of(&headers), random.one_of(&fields));
    let old = if length == 2 { u16_at(archive, header + at) } else { u32_at(archive, header + at) };
    let new = value(old, random);
    write_at(archive, header + at, new.get(..length).unwrap_or_default());
}

/// The same value in the local header and in the directory.
fn both_headers(archive: &mut [u8], sketch: &Sketch, random: &mut Random) {
    let Some((local, record)) = entry(sketch, random) else { return };
    let (at, length) = random.one_of(SHARED);
    let old = if length == 2 { u16_at(archive, local + at) } else { u32_at(archive, local + at) };
    let new = value(old, random);
    let new = new.get(..length).unwrap_or_default();
    write_at(archive, local + at, new);
    write_at(archive, record + at + 2, new);
}

/// An entry by the places of its two headers.
fn entry(sketch: &Sketch, random: &mut Random) -> Option<(usize, usize)> {
    let index = random.below(sketch.locals.len().min(sketch.records.len()));
    Some((*sketch.locals.get(index)?, *sketch.records.get(index)?))
}

/// Inserts bytes somewhere; usually all offsets are corrected.
fn insert(archive: &mut Vec<u8>, sketch: &Sketch, at: usize, bytes: &[u8], random: &mut Random) {
    archive.splice(at..at, bytes.iter().copied());
    if random.below(8) > 0 {
        moved(archive, sketch, at, |place| place.wrapping_add(bytes.len()));
    }
}

fn delete(archive: &mut Vec<u8>, sketch: &Sketch, start: usize, count: usize, random: &mut Random) {
    let end = start.saturating_add(count).min(archive.len());
    archive.drain(start..end);
    if random.below(4) > 0 {
        moved(archive, sketch, start, |place| place.saturating_sub(end - start));
    }
}

/// Corrects the offsets after a change at `at` that moved everything after it.
fn moved(archive: &mut [u8], sketch: &Sketch, at: usize, to: impl Fn(usize) -> usize) {
    let new = |place: usize| if place >= at { to(place) } else { place };
    let write = |archive: &mut [u8], place: usize, value: usize| {
        write_at(archive, place, &u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes());
    };
    let Some(end) = sketch.end else { return };
    for record in &sketch.records {
        let offset = u32_at(archive, new(*record) + 42);
        // Bytes that are inserted before an entry move that entry.
        write(archive, new(*record) + 42, if offset > at || offset == at && at > 0 { to(offset) } else { offset });
    }
    let directory = sketch.records.first().copied().unwrap_or(end);
    write(archive, new(end) + 12, new(end).saturating_sub(if directory > at { to(directory) } else { directory }));
    write(archive, new(end) + 16, if directory >= at && directory > 0 { to(directory) } else { directory });
    if directory == at {
        write(archive, new(end) + 12, new(end).saturating_sub(to(directory)));
    }
}

/// Adds an extra field to a local header, a directory record or both, and updates the lengths.
fn extra_field(archive: &mut Vec<u8>, sketch: &Sketch, random: &mut Random) {
    let Some((local, record)) = entry(sketch, random) else { return };
    let field = random.one_of(EXTRA_FIELDS);
    // The directory first, because it comes later.
    let places = match random.below(3) {
        0 => vec![(record, 46, 28)],
        1 => vec![(local, 30, 26)],
        _ => vec![(record, 46, 28), (local, 30, 26)],
    };
    for (header, fixed, lengths) in places {
        let (name, extra) = (u16_at(archive, header + lengths), u16_at(archive, header + lengths + 2));
        let at = header + fixed + name + if random.below(2) == 0 { extra } else { 0 };
        if at > archive.len() {
            return;
        }
        let length = u16::try_from(extra + field.len()).unwrap_or_default();
        write_at(archive, header + lengths + 2, &length.to_le_bytes());
        let sketch = Sketch::of(archive);
        archive.splice(at..at, field.iter().copied());
        moved(archive, &sketch, at, |place| place.wrapping_add(field.len()));
    }
}

/// Changes a byte of a name in both headers.
fn name(archive: &mut [u8], sketch: &Sketch, random: &mut Random) {
    let Some((local, record)) = entry(sketch, random) else { return };
    let at = random.below(u16_at(archive, local + 26));
    let byte =
        random.one_of(&[b'a', b'A', b'/', b'.', b'\\', b':', b' ', b'+', b'%', b'*', b'?', b'"', 0, 0x7f, 0xc3, 0xff]);
    write_at(archive, local + 30 + at, &[byte]);
    write_at(archive, record + 46 + at, &[byte]);
}

/// Changes content, or its deflate stream, and corrects checksum and size.
fn content(archive: &mut [u8], sketch: &Sketch, random: &mut Random) {
    let Some((local, record)) = entry(sketch, random) else { return };
    let start = local + 30 + u16_at(archive, local + 26) + u16_at(archive, local + 28);
    let length = u32_at(archive, record + 20);
    let Some(data) = start.checked_add(length).and_then(|end| archive.get_mut(start..end)) else { return };
    for _ in 0..=random.below(3) {
        let at = random.below(data.len());
        write_at(data, at, &[random.byte()]);
    }
    let (checksum, size) = match u16_at(archive, record + 10) {
        0 => (archive.get(start..start + length).map_or(0, crc32fast::hash), length),
        8 => match archive.get(start..start + length).and_then(inflated) {
            Some(content) => (crc32fast::hash(&content), content.len()),
            None => return,
        },
        _ => return,
    };
    let size = u32::try_from(size).unwrap_or_default();
    if u16_at(archive, local + 6) & 8 == 0 {
        write_at(archive, local + 14, &checksum.to_le_bytes());
        write_at(archive, local + 22, &size.to_le_bytes());
    } else if let Some(descriptor) = sketch.descriptors.iter().find(|at| **at >= start + length) {
        write_at(archive, descriptor + 4, &checksum.to_le_bytes());
        write_at(archive, descriptor + 12, &size.to_le_bytes());
    }
    write_at(archive, record + 16, &checksum.to_le_bytes());
    write_at(archive, record + 24, &size.to_le_bytes());
}

/// The content of a deflate stream, however it ends.
fn inflated(data: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::with_capacity(1 << 20);
    let mut inflate = Decompress::new(false);
    let status = inflate.decompress_vec(data, &mut content, FlushDecompress::Finish).ok()?;
    (status == Status::StreamEnd).then_some(content)
}

/// Removes the signature of a descriptor, or makes its sizes wide.
fn descriptor(archive: &mut Vec<u8>, sketch: &Sketch, random: &mut Random) {
    if sketch.descriptors.is_empty() {
        return;
    }
    let at = random.one_of(&sketch.descriptors);
    match random.below(3) {
        0 => {
            archive.drain(at..(at + 4).min(archive.len()));
            moved(archive, sketch, at + 1, |place| place.saturating_sub(4));
        }
        1 => {
            for place in [at + 16, at + 12] {
                if place <= archive.len() {
                    let sketch = Sketch::of(archive);
                    archive.splice(place..place, [0; 4]);
                    moved(archive, &sketch, place, |place| place.wrapping_add(4));
                }
            }
        }
        _ => {
            let end = (at + 16).min(archive.len());
            archive.drain(at..end);
            moved(archive, sketch, at + 1, |place| place.saturating_sub(end - at));
        }
    }
}

/// Copies a part of the archive to another place in it.
fn copy(archive: &mut Vec<u8>, sketch: &Sketch, random: &mut Random) {
    let borders = sketch.borders(archive);
    let (one, other, to) = (random.one_of(&borders), random.one_of(&borders), random.one_of(&borders));
    let part = archive.get(one.min(other)..one.max(other)).unwrap_or_default().to_vec();
    insert(archive, sketch, to, &part, random);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive of one deflated file with a descriptor.
    fn archive() -> Vec<u8> {
        let suite = signature_conformance::Suite::embedded().unwrap();
        let case = suite.cases().iter().find(|case| case.id() == "package/archive/as-java-writes").unwrap();
        case.package().unwrap().archive().unwrap().to_vec()
    }

    #[test]
    fn mutations_are_the_same_in_every_run_and_differ_from_each_other() {
        let archive = archive();
        let make = |seed| mutated(&archive, &mut Random::new(seed));
        assert_eq!(make(1), make(1));
        assert!((0..50).filter(|seed| make(*seed) != archive).count() > 40);
    }

    #[test]
    fn offsets_are_right_after_an_extra_field() {
        let original = archive();
        let (mut accepted, limits) = (0, signature_asice::Limits::default());
        for seed in 0..50 {
            let mut archive = original.clone();
            extra_field(&mut archive, &Sketch::of(&original), &mut Random::new(seed));
            accepted += usize::from(signature_asice::Package::open(archive, &limits).is_ok());
        }
        assert!((5..45).contains(&accepted), "{accepted}");
    }
}
