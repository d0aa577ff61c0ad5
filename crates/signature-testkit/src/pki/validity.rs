//! When a certificate is valid.

use std::time::Duration;

use signature_model::Timestamp;

/// From when until when, as time since 1970.
///
/// Clamped to what a certificate can express: 1970 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Validity {
    pub(super) not_before: Duration,
    pub(super) not_after: Duration,
}

impl Validity {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    const TEN_YEARS: Duration = Duration::from_secs(3_652 * 24 * 60 * 60);
    /// 9999-12-31T23:59:59Z.
    const LAST: Duration = Duration::from_secs(253_402_300_799);

    pub(super) fn between(not_before: Timestamp, not_after: Timestamp) -> Self {
        let clamp = |time: Timestamp| time.saturating_since(Timestamp::EPOCH).min(Self::LAST);
        Self { not_before: clamp(not_before), not_after: clamp(not_after) }
    }

    /// From a day before `now`, for ten years.
    pub(super) fn around(now: Timestamp) -> Self {
        let Self { not_before: now, .. } = Self::between(now, now);
        let not_before = now.saturating_sub(Self::DAY);
        Self { not_before, not_after: (not_before + Self::TEN_YEARS).min(Self::LAST) }
    }
}
