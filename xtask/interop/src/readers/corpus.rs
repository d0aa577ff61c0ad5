//! The archives that we accept: those of the suite, and random mutations of all of its archives.

use std::fmt;

use bytes::Bytes;
use signature_asice::{Limits, Package};
use signature_conformance::Suite;

use super::fingerprint::fingerprint;
use super::mutation::mutated;
use super::random::Random;
use xtask::failure::{Context as _, Failure};

/// Longer archives are not mutated: they test only their length.
const MOST_BYTES: usize = 64 << 10;

/// Archives that we accept, and how many we refused.
#[derive(Debug)]
pub(super) struct Corpus {
    pub(super) accepted: Vec<Accepted>,
    /// From the suite and from the mutations.
    suite: Count,
    mutations: Count,
    seed: u64,
}

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    accepted: usize,
    refused: usize,
}

/// An archive that we accept.
#[derive(Debug)]
pub(super) struct Accepted {
    /// The case, and the number of the mutation if it is one.
    pub(super) name: String,
    pub(super) archive: Bytes,
    /// The result of our reader.
    pub(super) found: String,
}

impl Corpus {
    pub(super) fn make(mutations: u32, seed: u64) -> Result<Self, Failure> {
        let mut corpus = Self { accepted: Vec::new(), suite: Count::default(), mutations: Count::default(), seed };
        let suite = Suite::embedded().context("read the suite")?;
        let mut originals = Vec::new();
        for case in suite.cases() {
            let Some(package) = case.package() else { continue };
            let archive = package.archive().context(format!("make {}", case.id()))?;
            if archive.len() <= MOST_BYTES {
                originals.push((case.id(), archive.clone()));
            }
            let count = corpus.take(case.id(), archive);
            corpus.suite.add(count);
        }
        let mut random = Random::new(seed);
        for number in 0..mutations {
            let Some((case, original)) = originals.get(random.below(originals.len())) else { break };
            let mut archive = mutated(original, &mut random);
            // Some mutations change nothing.
            while archive[..] == original[..] {
                archive = mutated(original, &mut random);
            }
            let count = corpus.take(format!("{case}, mutation {number}"), archive.into());
            corpus.mutations.add(count);
        }
        Ok(corpus)
    }

    /// Keeps an archive if we accept it, and says whether we do.
    fn take(&mut self, name: String, archive: Bytes) -> bool {
        let Ok(package) = Package::open(archive.clone(), &Limits::default()) else { return false };
        self.accepted.push(Accepted { name, archive, found: fingerprint(package.entries()) });
        true
    }
}

impl Count {
    fn add(&mut self, accepted: bool) {
        if accepted {
            self.accepted += 1;
        } else {
            self.refused += 1;
        }
    }
}

impl fmt::Display for Corpus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { suite, mutations, seed, .. } = self;
        write!(
            f,
            "archives of the suite: {} accepted, {} refused; mutations (seed {seed}): {} accepted, {} refused",
            suite.accepted, suite.refused, mutations.accepted, mutations.refused
        )
    }
}
