//! When a request is worth sending again, and how long the server asks to wait for that.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// Whether a status may be another one the next time.
pub(super) fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

/// The wait of a `Retry-After` header ([RFC 9110, 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)): seconds, or a
/// date, which is taken against the date of the reply itself.
pub(super) fn wait_asked(asked: &str, date: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = asked.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let wait = timestamp(asked)?.duration_since(timestamp(date?)?);
    Some(Duration::try_from(wait).unwrap_or(Duration::ZERO))
}

fn timestamp(text: &str) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_given_in_seconds_or_as_a_date() {
        let reply = Some("Wed, 21 Oct 2026 07:28:00 GMT");
        let seconds = |asked, date| wait_asked(asked, date).map(|wait| wait.as_secs());
        assert_eq!(seconds("7", None), Some(7));
        assert_eq!(seconds("Wed, 21 Oct 2026 07:28:30 GMT", reply), Some(30));
        assert_eq!(seconds("Wed, 21 Oct 2026 07:27:00 GMT", reply), Some(0));
        assert_eq!(seconds("Wed, 21 Oct 2026 07:28:30 GMT", None), None);
        assert_eq!(seconds("soon", reply), None);
    }

    #[test]
    fn what_is_our_own_mistake_is_not_asked_again() {
        assert!([429, 500, 503].into_iter().all(is_passing));
        assert!(![400, 401, 404, 501].into_iter().any(is_passing));
    }
}
