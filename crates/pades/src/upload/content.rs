//! How far a page's content leaves the graphics state other than it found it: enough lexing
//! (ISO 32000-2 7.8.2) to count `q` and `Q`, tolerant of everything else.

/// The state that a content leaves behind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Balance {
    /// `Q` without their `q`.
    pub missing: usize,
    /// `q` without their `Q`.
    pub open: usize,
}

/// `None` where a string or picture has no end: what follows it on the page would be swallowed.
pub(super) fn balance(content: &[u8]) -> Option<Balance> {
    let mut balance = Balance::default();
    let mut at = 0;
    while let Some(byte) = content.get(at) {
        at = match byte {
            b'(' => behind_string(content, at)?,
            b'<' if content.get(at + 1) == Some(&b'<') => at + 2,
            b'<' => behind(content, at, b">")?,
            b'%' => {
                let ends = [b"\n", b"\r"].map(|end| behind(content, at, end));
                ends.into_iter().flatten().min().unwrap_or(content.len())
            }
            byte if is_regular(*byte) || *byte == b'/' => {
                let end = behind_word(content, at + 1);
                match content.get(at..end) {
                    Some(b"q") => balance.open += 1,
                    Some(b"Q") if balance.open > 0 => balance.open -= 1,
                    Some(b"Q") => balance.missing += 1,
                    Some(b"ID") => at = behind_picture(content, end)?,
                    _ => {}
                }
                end.max(at)
            }
            _ => at + 1,
        };
    }
    Some(balance)
}

fn is_regular(byte: u8) -> bool {
    !matches!(byte, 0 | 9 | 10 | 12 | 13 | 32) && !b"()<>[]{}/%".contains(&byte)
}

fn behind_word(content: &[u8], from: usize) -> usize {
    let rest = content.get(from..).unwrap_or_default();
    let length = rest.iter().position(|byte| !is_regular(*byte));
    length.map_or(content.len(), |length| from + length)
}

fn behind(content: &[u8], from: usize, end: &[u8]) -> Option<usize> {
    let rest = content.get(from..).unwrap_or_default();
    let found = rest.windows(end.len()).position(|window| window == end);
    found.map(|place| from + place + end.len())
}

fn behind_string(content: &[u8], from: usize) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, from);
    while let Some(byte) = content.get(at) {
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' if depth <= 1 => return Some(at),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Data of an inline picture: up to an `EI` with white space around it (8.9.7).
fn behind_picture(content: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let end = behind(content, at, b"EI")?;
        let before = end.checked_sub(3).and_then(|place| content.get(place));
        let after = content.get(end);
        let alone = before.is_some_and(|byte| !is_regular(*byte))
            && after.is_none_or(|byte| !is_regular(*byte));
        if alone {
            return Some(end);
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_operators_count() {
        let balanced = |content: &str| {
            let found = balance(content.as_bytes());
            found.map(|Balance { missing, open }| (missing, open))
        };
        assert_eq!(balanced("q 1 0 0 1 0 0 cm Q"), Some((0, 0)));
        assert_eq!(
            balanced("q q Q (q q \\) q) Tj <71> Tj /q gs % q\nQ Q"),
            Some((1, 0))
        );
        assert_eq!(balanced("q BT /F1 12 Tf ET\nq"), Some((0, 2)));
        assert_eq!(balanced("BI /W 1 ID q EIq q \nEI Q"), Some((1, 0)));
        assert_eq!(balanced("[(q)] TJ<</q 1>>BDC q"), Some((0, 1)));
        for unclosed in ["(unclosed q", "<71 q", "BI /W 1 ID q"] {
            assert_eq!(balanced(unclosed), None, "{unclosed}");
        }
    }
}
