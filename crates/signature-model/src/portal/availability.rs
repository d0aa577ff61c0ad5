//! When a portal job can be signed.

use std::time::Duration;

use crate::xml::{ReadError, ReadErrorKind, Reader, Writer, integer};
use crate::{Error, ErrorKind, Timestamp, UtcOffset};

/// From when and for how long signers may act. In a chained job the time starts again for each group.
///
/// Source: `portal.xsd#availability`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Stored")]
pub struct Availability {
    activation_time: Option<Timestamp>,
    available_seconds: Option<u64>,
}

/// What storage may have, before it is held to the limits.
#[derive(serde::Deserialize)]
struct Stored {
    activation_time: Option<Timestamp>,
    available_seconds: Option<u64>,
}

impl TryFrom<Stored> for Availability {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self, Error> {
        let new = stored.activation_time.map_or_else(Self::new, |time| Self::new().with_activation_time(time));
        stored.available_seconds.map_or(Ok(new), |seconds| new.with_length(Duration::from_secs(seconds)))
    }
}

impl Availability {
    /// The longest time to sign that the service accepts: 90 days.
    ///
    /// Source: `docs/create-request#availability`
    pub const MAX: Duration = Duration::from_secs(90 * 24 * 60 * 60);
    /// The time to sign without a choice: 30 days.
    ///
    /// Source: `docs/create-request#availability`
    pub const DEFAULT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

    /// From the creation of the job, for the service's default time.
    pub const fn new() -> Self {
        Self { activation_time: None, available_seconds: None }
    }

    /// Sets when the job is activated, cut to whole milliseconds. A time in the past means at once.
    #[must_use]
    pub fn with_activation_time(self, time: Timestamp) -> Self {
        Self { activation_time: Some(time.to_millis()), ..self }
    }

    /// Sets how long signers may act after activation: whole seconds, at most [`Availability::MAX`].
    ///
    /// # Errors
    /// [`Error`] if `length` has a fraction of a second or exceeds the maximum.
    pub fn with_length(self, length: Duration) -> Result<Self, Error> {
        if length.subsec_nanos() != 0 || length > Self::MAX {
            return Err(ErrorKind::Availability { max: Self::MAX, found: length }.into());
        }
        Ok(Self { available_seconds: Some(length.as_secs()), ..self })
    }

    /// When the first signers may act, if that was set; otherwise at once.
    pub const fn activation_time(&self) -> Option<Timestamp> {
        self.activation_time
    }

    /// How long each group of signers may act, if that was set; the service's default is [`Availability::DEFAULT`].
    pub fn length(&self) -> Option<Duration> {
        self.available_seconds.map(Duration::from_secs)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut activation_time, mut available_seconds) = (None, None);
        while let Some(name) = reader.child(&["activation-time", "available-seconds"])? {
            if name == "activation-time" {
                reader.once(&mut activation_time, name, |time| {
                    time.value(|text| Timestamp::parse(&text).map(Timestamp::to_millis))
                })?;
            } else {
                reader.once(&mut available_seconds, name, |seconds| {
                    seconds.value(|text| {
                        let seconds = integer(&text).and_then(|seconds| u64::try_from(seconds).ok());
                        seconds.filter(|seconds| *seconds <= Self::MAX.as_secs()).ok_or(ReadErrorKind::Lexical {
                            what: "available-seconds",
                            expected: "a whole number of seconds from 0 to 7776000 (90 days)",
                        })
                    })
                })?;
            }
        }
        Ok(Self { activation_time, available_seconds })
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        writer.optional("activation-time", self.activation_time.map(|time| time.to_xml(UtcOffset::UTC)).as_deref());
        writer.optional("available-seconds", self.available_seconds.map(|seconds| seconds.to_string()).as_deref());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_days_and_no_longer() {
        assert!(Availability::new().with_length(Availability::MAX).is_ok());
        let over = Availability::new().with_length(Availability::MAX + Duration::from_secs(1)).unwrap_err();
        assert_eq!(
            over.to_string(),
            "availability must be whole seconds and at most 7776000 seconds (90 days), found 7776001s"
        );
        assert!(Availability::new().with_length(Duration::from_millis(1500)).is_err());
    }

    #[test]
    fn the_activation_time_is_what_is_sent() {
        let time = Timestamp::parse("2026-01-31T12:00:00.123456789Z").unwrap();
        let sent = Availability::new().with_activation_time(time).activation_time().unwrap();
        assert_eq!(sent.to_xml(UtcOffset::UTC), "2026-01-31T12:00:00.123Z");
        assert_eq!(sent.to_string(), "2026-01-31T12:00:00.123Z");
    }
}
