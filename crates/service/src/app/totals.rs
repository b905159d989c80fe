//! How many rows a tenant has of a kind, without counting them all for every page of a list. Rows
//! are never deleted and get ids that grow with time, so those before some moment are counted once
//! and remembered; what came later is counted anew. With several nodes each remembers for itself.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use mithaq_domain::{
    id::TenantId,
    time::{Instant, Span},
};

/// A row is there this long after the moment in its id: no call takes longer than 10 s (`wire.md`
/// 1.1), and the clocks of several nodes differ by less than the rest.
const SETTLED_AFTER: Span = Span::seconds(20);
/// What came later than the remembered moment is remembered too once it is this much.
const RENEWED_AFTER: Span = Span::seconds(60);

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counted {
    /// Sessions.
    Sessions,
}

/// So many rows have an id from before the moment.
#[derive(Clone, Copy, Debug)]
pub struct Settled {
    before: Instant,
    count: i64,
}

/// What is remembered.
#[derive(Default)]
pub struct Totals(Mutex<HashMap<(TenantId, Counted), Settled>>);

impl Totals {
    /// What is remembered of this.
    pub fn find(&self, tenant: TenantId, counted: Counted) -> Option<Settled> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&(tenant, counted)).copied()
    }

    /// Remembers.
    pub fn keep(&self, tenant: TenantId, counted: Counted, settled: Settled) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert((tenant, counted), settled);
    }
}

/// How many there are, and what is to be remembered. `count` counts the rows whose ids are from the
/// first moment on and, where there is a second, from before it.
pub fn total<E>(
    known: Option<Settled>,
    now: Instant,
    mut count: impl FnMut(Instant, Option<Instant>) -> Result<i64, E>,
) -> Result<(i64, Settled), E> {
    let before = now.minus(SETTLED_AFTER);
    // After a clock was set back, rows still come from before the remembered moment.
    let known = known.filter(|known| known.before <= before);
    let settled = match known {
        Some(known) if before.minus(RENEWED_AFTER) < known.before => known,
        known => {
            let earlier = known.unwrap_or(Settled {
                before: Instant::from_unix_millis(0),
                count: 0,
            });
            Settled {
                before,
                count: earlier.count + count(earlier.before, Some(before))?,
            }
        }
    };
    Ok((settled.count + count(settled.before, None)?, settled))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::convert::Infallible;

    fn at(seconds: i64) -> Instant {
        Instant::from_unix_millis(seconds * 1000)
    }

    proptest! {
        #[test]
        fn totals_are_those_of_counting_all_though_rows_come_up_to_ten_seconds_late(
            rows in proptest::collection::vec((100_i64..2_000, 0_i64..=10), 0..200),
            asked in proptest::collection::btree_set(100_i64..2_100, 0..40),
        ) {
            let mut known = None;
            for now in asked {
                let there = |from: Instant, before: Option<Instant>| {
                    let is_there = |(made, late): &&(i64, i64)| {
                        made + late <= now && at(*made) >= from && before.is_none_or(|end| at(*made) < end)
                    };
                    i64::try_from(rows.iter().filter(is_there).count()).unwrap_or(-1)
                };
                let counted = total(known, at(now), |from, before| Ok::<_, Infallible>(there(from, before)));
                let Ok((found, settled)) = counted;
                prop_assert_eq!(found, there(at(0), None));
                known = Some(settled);
            }
        }
    }

    #[test]
    fn rows_that_come_after_a_clock_was_set_back_are_counted() {
        let Ok((_, ahead)) = total(None, at(4_600), |_, _| Ok::<_, Infallible>(0));
        let made = at(1_010);
        let there = |from: Instant, before: Option<Instant>| {
            let is_there = made >= from && before.is_none_or(|end| made < end);
            Ok::<_, Infallible>(i64::from(is_there))
        };
        let Ok((found, _)) = total(Some(ahead), at(1_020), there);
        assert_eq!(found, 1);
    }

    #[test]
    fn what_is_settled_is_not_counted_again() {
        let mut spans = Vec::new();
        let mut count = |from: Instant, before: Option<Instant>| {
            spans.push((from, before));
            Ok::<_, Infallible>(1)
        };
        let Ok((_, settled)) = total(None, at(1_000), &mut count);
        let Ok((found, _)) = total(Some(settled), at(1_010), &mut count);
        assert_eq!(found, 2);
        assert_eq!(
            spans,
            [(at(0), Some(at(980))), (at(980), None), (at(980), None)]
        );
    }
}
