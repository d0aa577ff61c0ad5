//! One-time tokens: impossible to guess in a real service, but repeatable here.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::hexadecimal::hexadecimal;

/// Makes tokens, each used once; the same seed gives the same tokens.
#[derive(Debug)]
pub(super) struct Tokens {
    seed: u64,
    count: u64,
}

impl Tokens {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, count: 0 }
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Token {
        self.count += 1;
        let digest = Sha256::new()
            .chain_update(b"sandbox token")
            .chain_update(self.seed.to_be_bytes())
            .chain_update(self.count.to_be_bytes())
            .finalize();
        Token(hexadecimal(&digest))
    }
}

/// A secret that gives access: 64 hexadecimal digits, as in the service's redirect URLs.
pub(super) struct Token(String);

impl Token {
    /// The secret itself.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(redacted)")
    }
}
