//! Instants and lengths of time. Reading the clock happens elsewhere: `now` is an argument.

use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(i64);

impl Instant {
    /// From milliseconds since the Unix epoch.
    pub const fn from_unix_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn unix_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch.
    pub const fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The moment `span` later, saturating.
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// The moment `span` earlier, saturating.
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// How long after `earlier` this is; negative when it is before.
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// Reads ISO 8601 with an offset or `Z`, as RFC 3339 has it.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let timestamp: jiff::Timestamp = text.trim().parse().ok()?;
        Some(Self(timestamp.as_millisecond()))
    }

    /// ISO 8601 in UTC with milliseconds: `2026-11-22T10:00:00.000Z`.
    pub fn to_iso(self) -> String {
        jiff::Timestamp::from_millisecond(self.0)
            .map(|timestamp| format!("{timestamp:.3}"))
            .unwrap_or_default()
    }
}

impl Span {
    /// A span of whole seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// A span of whole minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self::seconds(minutes.saturating_mul(60))
    }

    /// A span of whole hours.
    pub const fn hours(hours: i64) -> Self {
        Self::minutes(hours.saturating_mul(60))
    }

    /// A span of 24-hour days.
    pub const fn days(days: i64) -> Self {
        Self::hours(days.saturating_mul(24))
    }

    /// A span of milliseconds.
    pub const fn millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Its length in milliseconds.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Its length in seconds, rounded up, never negative: what a person is told to wait.
    pub const fn as_seconds_up(self) -> i64 {
        if self.0 <= 0 {
            0
        } else {
            self.0.saturating_add(999) / 1000
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_prints_as_utc_with_milliseconds() {
        assert_eq!(
            Instant::from_unix_millis(1_795_341_600_007).to_iso(),
            "2026-11-22T10:00:00.007Z"
        );
    }

    #[test]
    fn an_instant_is_read_in_any_offset_and_nothing_else_is_one() {
        let read = Instant::from_unix_millis(1_795_341_600_007);
        for text in ["2026-11-22T10:00:00.007Z", "2026-11-22T12:00:00.0079+02:00"] {
            assert_eq!(Instant::parse_iso(text), Some(read), "{text}");
        }
        for text in ["", "now", "2026-11-22", "2026-11-22T10:00:00"] {
            assert_eq!(Instant::parse_iso(text), None, "{text}");
        }
    }

    #[test]
    fn waiting_is_rounded_up_and_never_negative() {
        assert_eq!(Span::millis(1).as_seconds_up(), 1);
        assert_eq!(Span::millis(-5).as_seconds_up(), 0);
    }
}
