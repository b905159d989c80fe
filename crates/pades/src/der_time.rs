//! Times in DER (X.690 11.7 and 11.8), to the second.
//!
//! What lives here: GeneralizedTime and UTCTime as certificates, CRLs, OCSP answers
//! and timestamps write them. What does not: PDF dates, see `seal::date`.

use crate::der::Element;
use time::{Date, Month, PrimitiveDateTime, Time};

const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;

/// Unix seconds; a fraction is cut off. `None` for anything but `Z` times in DER.
pub(crate) fn read(element: Element<'_>) -> Option<i64> {
    let text = std::str::from_utf8(element.content)
        .ok()?
        .strip_suffix('Z')?;
    match element.tag {
        UTC_TIME if text.len() == 12 => {
            // RFC 5280 4.1.2.5.1: 50 to 99 are of the twentieth century.
            let year = digits(text, 0..2)?;
            let century = if year < 50 { 2000 } else { 1900 };
            moment(century + i32::from(year), text.get(2..)?)
        }
        GENERALIZED_TIME => {
            let (whole, fraction) = match text.split_once('.') {
                Some((whole, fraction)) => (whole, Some(fraction)),
                None => (text, None),
            };
            // X.690 11.7.3: no trailing zeros in a fraction, which is not empty.
            let is_plain = fraction.is_none_or(|fraction| {
                !fraction.ends_with('0')
                    && !fraction.is_empty()
                    && fraction.bytes().all(|byte| byte.is_ascii_digit())
            });
            if whole.len() != 14 || !is_plain {
                return None;
            }
            let century = i32::from(digits(whole, 0..2)?);
            let year = i32::from(digits(whole, 2..4)?);
            moment(century * 100 + year, whole.get(4..)?)
        }
        _ => None,
    }
}

fn digits(text: &str, range: std::ops::Range<usize>) -> Option<u8> {
    let part = text.get(range)?;
    if !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    part.parse().ok()
}

/// `MMDDHHmmSS` of a year.
fn moment(year: i32, text: &str) -> Option<i64> {
    let part = |at: usize| digits(text, at..at.saturating_add(2));
    let month = Month::try_from(part(0)?).ok()?;
    let date = Date::from_calendar_date(year, month, part(2)?).ok()?;
    let time = Time::from_hms(part(4)?, part(6)?, part(8)?).ok()?;
    Some(
        PrimitiveDateTime::new(date, time)
            .assume_utc()
            .unix_timestamp(),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::der::element;

    fn at(tag: u8, text: &str) -> Option<i64> {
        read(Element::only(&element(tag, &[text.as_bytes()])).unwrap())
    }

    #[test]
    fn both_kinds_are_read_to_the_second() {
        assert_eq!(at(UTC_TIME, "261118110640Z"), Some(1_795_000_000));
        assert_eq!(at(GENERALIZED_TIME, "20261118110640Z"), Some(1_795_000_000));
        assert_eq!(
            at(GENERALIZED_TIME, "20261118110640.25Z"),
            Some(1_795_000_000)
        );
        assert_eq!(at(UTC_TIME, "700101000000Z"), Some(0));
    }

    #[test]
    fn what_is_not_der_is_no_time() {
        for (tag, text) in [
            (UTC_TIME, "2611181106Z"),
            (UTC_TIME, "261118110640+0000"),
            (UTC_TIME, "261318110640Z"),
            (GENERALIZED_TIME, "20261118110640"),
            (GENERALIZED_TIME, "20261118110640.Z"),
            (GENERALIZED_TIME, "20261118110640.50Z"),
            (GENERALIZED_TIME, "+0261118110640Z"),
            (GENERALIZED_TIME, "2026111811064éZ"),
            (0x0c, "20261118110640Z"),
        ] {
            assert_eq!(at(tag, text), None, "{text}");
        }
    }
}
