//! PDF dates (ISO 32000-2 7.9.4), in UTC when written.
//!
//! What does not live here: any clock.

use crate::pdf::PdfError;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// `D:YYYYMMDDHHmmSSZ`; milliseconds are cut off.
pub(crate) fn write(unix_milliseconds: i64) -> Result<String, PdfError> {
    let seconds = unix_milliseconds.div_euclid(1000);
    let at = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| PdfError::BadTime)?;
    if !(1..=9999).contains(&at.year()) {
        return Err(PdfError::BadTime);
    }
    Ok(format!(
        "D:{:04}{:02}{:02}{:02}{:02}{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    ))
}

/// Unix seconds of a full date with its offset; `None` for anything vaguer.
pub(crate) fn read(text: &str) -> Option<i64> {
    let digits = text.strip_prefix("D:")?;
    let number = |range: std::ops::Range<usize>| -> Option<u16> {
        let part = digits.get(range)?;
        if !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        part.parse().ok()
    };
    let small = |range| number(range).and_then(|value| u8::try_from(value).ok());
    let month = Month::try_from(small(4..6)?).ok()?;
    let date = Date::from_calendar_date(i32::from(number(0..4)?), month, small(6..8)?).ok()?;
    let time = Time::from_hms(small(8..10)?, small(10..12)?, small(12..14)?).ok()?;
    let local = PrimitiveDateTime::new(date, time)
        .assume_utc()
        .unix_timestamp();
    local.checked_sub(offset_seconds(digits.get(14..)?)?)
}

/// `Z`, `Z00'00'`, `+HH'mm'` or `+HH'mm`.
fn offset_seconds(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "Z00'00'" | "Z00'00") {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let rest = rest.strip_suffix('\'').unwrap_or(rest);
    let (hours, minutes) = rest.split_once('\'')?;
    let part = |text: &str, limit: i64| {
        let well_formed = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let value: i64 = text.parse().ok()?;
        (well_formed && value < limit).then_some(value)
    };
    Some(sign * (part(hours, 24)? * 3600 + part(minutes, 60)? * 60))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for seconds in [0, 1_795_000_000, -1, 253_402_300_799] {
            assert_eq!(read(&write(seconds * 1000).unwrap()), Some(seconds));
        }
        assert_eq!(write(1_795_000_000_999).unwrap(), "D:20261118110640Z");
        assert_eq!(write(i64::MAX), Err(PdfError::BadTime));
    }

    #[test]
    fn offsets_are_subtracted_and_vague_dates_refused() {
        assert_eq!(read("D:19700101020000+02'00'"), Some(0));
        assert_eq!(read("D:19691231230000-01'00"), Some(0));
        for text in [
            "D:1970",
            "19700101000000Z",
            "D:19700132000000Z",
            "D:19700101000000",
            "D:19700101000000+2'0'",
            "D:+9700101000000Z",
            "D:1970010100000éZ",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
