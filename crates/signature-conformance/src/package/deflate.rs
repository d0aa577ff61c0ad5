//! A small compressor, so that deflated data is the same on every machine: it only compresses runs of one byte.
//!
//! Source: `RFC 1951 §3.2.6`

/// The longest run that one code can mean.
const LONGEST: usize = 258;

/// One block of fixed codes.
pub(super) fn deflate(content: &[u8]) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0b1, 1); // the last block
    bits.push(0b01, 2); // fixed codes
    for run in content.chunk_by(|one, next| one == next) {
        let Some((&byte, repeated)) = run.split_first() else { continue };
        bits.literal(byte);
        for chunk in repeated.chunks(LONGEST) {
            if chunk.len() == LONGEST {
                bits.code(0b1100_0101, 8); // the length 258
                bits.code(0, 5); // the distance 1
            } else {
                chunk.iter().for_each(|&byte| bits.literal(byte));
            }
        }
    }
    bits.code(0, 7); // the end of the block
    bits.bytes
}

/// Bytes that are filled from the lowest bit.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    /// How many bits of the last byte are used; 0 if all are.
    taken: u32,
}

impl Bits {
    fn push(&mut self, value: u16, count: u32) {
        for index in 0..count {
            if self.taken == 0 {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= u8::from(value >> index & 1 == 1) << self.taken;
            }
            self.taken = (self.taken + 1) % u8::BITS;
        }
    }

    /// Huffman codes begin with their highest bit.
    fn code(&mut self, code: u16, length: u32) {
        self.push(code.reverse_bits() >> (u16::BITS - length), length);
    }

    fn literal(&mut self, byte: u8) {
        let byte = u16::from(byte);
        match byte {
            0..=143 => self.code(0b0011_0000 + byte, 8),
            _ => self.code(0b1_1001_0000 + (byte - 144), 9),
        }
    }
}
