//! The table: the allowed dependencies between our crates, and the crates that the pure ones must not reach.

/// One of our crates and its limits.
pub(super) struct Layer {
    pub(super) name: &'static str,
    /// Our crates that it may depend on, outside tests.
    pub(super) may_use: &'static [&'static str],
    /// Groups of names of crates that it must not depend on, directly or indirectly; `*` ends a prefix.
    pub(super) banned: &'static [&'static [&'static str]],
    /// Single dependencies that are not followed when looking for banned crates.
    pub(super) excuses: &'static [Excuse],
}

impl Layer {
    /// Every name that is banned, or prefix of names.
    pub(super) fn bans(&self) -> impl Iterator<Item = &'static str> {
        self.banned.iter().copied().flatten().copied()
    }
}

/// One harmless dependency of a third-party crate, and the reason.
pub(super) struct Excuse {
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) reason: &'static str,
}

/// Lowest layer first.
pub(super) const LAYERS: &[Layer] = &[
    Layer { name: "signature-model", may_use: &[], banned: &[IMPURE, CRYPTO, HTTP, ARCHIVES], excuses: &[] },
    Layer { name: "signature-fixtures", may_use: &[], banned: &[IMPURE, CRYPTO, HTTP, ARCHIVES], excuses: &[] },
    Layer {
        name: "signature-identity",
        may_use: &["signature-model"],
        banned: &[IMPURE, HTTP, ARCHIVES],
        excuses: &[],
    },
    Layer {
        name: "signature-asice",
        may_use: &["signature-model", "signature-identity"],
        banned: &[IMPURE, HTTP, ARCHIVES],
        excuses: &[],
    },
    Layer {
        name: "signature-protocol",
        may_use: &["signature-model"],
        banned: &[IMPURE, CRYPTO, ARCHIVES],
        excuses: &[],
    },
    // `signature-http` is for its tests only. A tested client compiles no server and no PKI.
    Layer {
        name: "signature-conformance",
        may_use: &[
            "signature-fixtures",
            "signature-model",
            "signature-identity",
            "signature-asice",
            "signature-protocol",
        ],
        banned: &[IMPURE, SANDBOX],
        excuses: &[],
    },
    Layer {
        name: "signature-http",
        may_use: &["signature-model", "signature-identity", "signature-asice", "signature-protocol"],
        banned: &[],
        excuses: &[],
    },
    // `signature-http` and `signature-conformance` are for its tests only.
    Layer {
        name: "signature-testkit",
        may_use: &["signature-model", "signature-identity", "signature-asice", "signature-protocol"],
        banned: &[],
        excuses: &[],
    },
    // Small, so that `cargo xtask tidy` builds no TLS stack.
    Layer { name: "xtask", may_use: &[], banned: &[IMPURE, CRYPTO, HTTP, ARCHIVES], excuses: &[] },
    Layer { name: "xtask-api", may_use: &["xtask"], banned: &[IMPURE, CRYPTO, HTTP, ARCHIVES], excuses: &[] },
    Layer {
        name: "xtask-interop",
        may_use: &[
            "signature-model",
            "signature-identity",
            "signature-asice",
            "signature-protocol",
            "signature-http",
            "signature-conformance",
            "signature-fixtures",
            "signature-testkit",
            "xtask",
        ],
        banned: &[],
        excuses: &[],
    },
];

/// Clocks, randomness, sockets, threads, async and logs.
const IMPURE: &[&str] = &[
    "async-trait",
    "chrono",
    "futures*",
    "getrandom",
    "hyper",
    "hyper-util",
    "log",
    "mio",
    "rand",
    "reqwest",
    "rustls",
    "socket2",
    "time",
    "tokio",
    "tokio-rustls",
    "tracing",
];

const CRYPTO: &[&str] = &["aws-lc-rs", "der", "ring", "rsa", "sha1", "sha2", "x509-cert"];

const HTTP: &[&str] = &["http"];

const ARCHIVES: &[&str] = &["zip"];

/// Crates that make certificates and signed documents.
const SANDBOX: &[&str] = &["pdf-writer", "rcgen"];
