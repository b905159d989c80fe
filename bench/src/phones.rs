//! Egyptian mobile numbers, another one at each call: +20 10, 11, 12 or 15 and eight digits.

use std::sync::atomic::{AtomicU64, Ordering};

/// Letters of each number.
pub const LENGTH: usize = 13;
/// How many there are.
const COUNT: u64 = 400_000_000;
/// Shares no factor with [`COUNT`], so that all are passed before one comes again.
const STRIDE: u64 = 123_456_791;

/// Where the next number comes from; shared by all who invite.
pub struct Phones {
    next: AtomicU64,
}

impl Phones {
    /// The numbers from the `seed`th on.
    pub fn starting_at(seed: u64) -> Self {
        Self {
            next: AtomicU64::new(seed % COUNT),
        }
    }

    /// A number that was not given before.
    pub fn next(&self) -> [u8; LENGTH] {
        number(self.next.fetch_add(1, Ordering::Relaxed))
    }
}

fn number(place: u64) -> [u8; LENGTH] {
    let drawn = (place % COUNT) * STRIDE % COUNT;
    let mut text = *b"+201000000000";
    let [.., operator, _, _, _, _, _, _, _, _] = &mut text;
    *operator = match drawn % 4 {
        0 => b'0',
        1 => b'1',
        2 => b'2',
        _ => b'5',
    };
    let mut rest = drawn / 4;
    for digit in text.iter_mut().rev().take(8) {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_are_egyptian_and_do_not_come_twice() {
        let phones = Phones::starting_at(COUNT - 50_000);
        let drawn: BTreeSet<_> = (0..100_000).map(|_| phones.next()).collect();
        assert_eq!(drawn.len(), 100_000);
        for phone in &drawn {
            let starts = [&b"+2010"[..], b"+2011", b"+2012", b"+2015"];
            assert!(starts.iter().any(|start| phone.starts_with(start)));
            assert!(phone.iter().skip(1).all(u8::is_ascii_digit));
        }
    }
}
