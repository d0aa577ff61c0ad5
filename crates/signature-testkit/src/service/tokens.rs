//! One-time tokens: unguessable in a real service, repeatable here.

use sha2::{Digest as _, Sha256};

/// A source of tokens, each used once, that gives the same ones for the same seed.
#[derive(Debug)]
pub(super) struct Tokens {
    seed: u64,
    count: u64,
}

impl Tokens {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, count: 0 }
    }

    /// The next token: 64 hexadecimal digits, as the service's redirect URLs have them.
    pub(super) fn next(&mut self) -> String {
        self.count += 1;
        let digest = Sha256::new()
            .chain_update(b"sandbox token")
            .chain_update(self.seed.to_be_bytes())
            .chain_update(self.count.to_be_bytes())
            .finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
