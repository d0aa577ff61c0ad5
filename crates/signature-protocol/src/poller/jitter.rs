//! Waits that differ from process to process, from the caller's seed.

use std::time::Duration;

/// A small generator of numbers that are not secret (SplitMix64).
#[derive(Debug)]
pub(super) struct Jitter(u64);

impl Jitter {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Between three and five quarters of `wait`.
    pub(super) fn around(&mut self, wait: Duration) -> Duration {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let thousandths = u32::try_from((mixed ^ (mixed >> 31)) % 501).unwrap_or(0);
        wait.checked_div(1000).unwrap_or_default().saturating_mul(thousandths.saturating_add(750))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_lie_around_what_was_asked_and_follow_the_seed() {
        let waits = |seed| {
            let mut jitter = Jitter::new(seed);
            (0..1000).map(|_| jitter.around(Duration::from_secs(1000))).collect::<Vec<_>>()
        };
        let some = waits(1);
        assert!(some.iter().all(|wait| (750..=1250).contains(&wait.as_secs())));
        assert!(some.iter().min().is_some_and(|wait| wait.as_secs() < 800));
        assert!(some.iter().max().is_some_and(|wait| wait.as_secs() > 1200));
        assert_eq!(some, waits(1));
        assert_ne!(some, waits(2));
    }
}
