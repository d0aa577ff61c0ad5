//! The differential test of `cargo xtask conformance`: other ZIP readers read every archive that we accept, and must
//! find exactly what we find.
//!
//! A signature is only useful if other programs show what we verify. So an archive that we open must mean the same to
//! other readers: the JDK's `ZipFile`, which begins at the directory, its `ZipInputStream`, which goes from entry to
//! entry, Python's `zipfile`, and `stream-unzip`, which is an independent stream reader. The archives are those of the
//! suite and 20,000 random mutations of them, always the same ones.
//!
//! `--mutations N` sets the number of mutations and `--seed N` makes others; `--online` requires a network for
//! `stream-unzip`, as in CI.

mod corpus;
mod fingerprint;
mod judges;
mod mutation;
mod random;
mod sketch;

use corpus::Corpus;
use xtask::failure::Failure;

/// The options of the command line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    mutations: u32,
    seed: u64,
    online: bool,
}

impl Options {
    pub(crate) fn read(arguments: &[String]) -> Result<Self, Failure> {
        let mut options = Self { mutations: 20_000, seed: 1, online: false };
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            let mut number = || words.next().and_then(|word| word.parse::<u32>().ok());
            match word {
                "--online" => options.online = true,
                "--mutations" => options.mutations = number().ok_or_else(|| Failure::new(USAGE))?,
                "--seed" => options.seed = number().ok_or_else(|| Failure::new(USAGE))?.into(),
                _ => return Err(Failure::new(USAGE)),
            }
        }
        Ok(options)
    }
}

const USAGE: &str = "expected --online, --mutations NUMBER and --seed NUMBER, found something else";

pub(crate) fn run(options: Options) -> Result<(), Failure> {
    let corpus = Corpus::make(options.mutations, options.seed)?;
    println!("{corpus}");
    let holes = judges::ask_all(&corpus, options.online)?;
    for hole in &holes {
        println!("{hole}");
    }
    if holes.is_empty() {
        return Ok(());
    }
    Err(Failure::new("expected every reader to find what we find, found the differences above"))
}
