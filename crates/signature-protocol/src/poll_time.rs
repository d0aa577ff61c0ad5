//! The header that says when polling is permitted next.
//!
//! Source: `docs/polling`, `clients/java`

use http::HeaderMap;
use signature_model::Timestamp;

/// The header's name.
pub(crate) const NEXT_PERMITTED_POLL_TIME: &str = "x-next-permitted-poll-time";

/// The time in the header; `None` if it is absent or unreadable. A zone name in brackets after the offset is ignored.
pub(crate) fn next_permitted_poll(headers: &HeaderMap) -> Option<Timestamp> {
    let text = headers.get(NEXT_PERMITTED_POLL_TIME)?.to_str().ok()?;
    let text = text.split_once('[').map_or(text, |(time, _)| time);
    Timestamp::parse(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &'static str, expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        headers.insert(NEXT_PERMITTED_POLL_TIME, value.parse().unwrap());
        assert_eq!(next_permitted_poll(&headers).map(String::from).as_deref(), expected, "{value}");
    }

    #[test]
    fn reads_what_the_service_sends_and_no_more() {
        check("2019-04-22T10:39:46.610+01:00", Some("2019-04-22T09:39:46.61Z"));
        check("2019-04-22T10:39:46+02:00[Europe/Oslo]", Some("2019-04-22T08:39:46Z"));
        check("2019-04-22T08:39:46Z", Some("2019-04-22T08:39:46Z"));
        check("9999-12-31T23:59:59Z", Some("9999-12-31T23:59:59Z"));
        check("9999-12-31T24:00:00+14:00", Some("9999-12-31T10:00:00Z"));
        check("9999-12-31T23:59:59-14:00", None);
        check("soon", None);
        check("Mon, 22 Apr 2019 08:39:46 GMT", None);
        assert_eq!(next_permitted_poll(&HeaderMap::new()), None);
    }
}
