//! How many contracts a listing has in all, remembered while nothing happens: every change of a
//! contract that a listing shows is noted as an event, so that the tenant's newest event tells
//! whether a number still holds. Time alone ends contracts too; therefore it holds for a second.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use mithaq_domain::{
    id::TenantId,
    time::{Instant, Span},
};
use mithaq_store::contract::ContractFilter;

/// So long a number may miss what ended by time meanwhile.
const HOLDS: Span = Span::seconds(1);
/// Numbers remembered; callers choose what they ask for.
const MOST: usize = 1_024;

#[derive(Clone, Copy, Debug)]
struct Count {
    contracts: i64,
    newest_event: i64,
    at: Instant,
}

/// What is remembered.
#[derive(Default)]
pub struct Counts(Mutex<HashMap<(TenantId, ContractFilter), Count>>);

impl Counts {
    /// How many there were when the tenant's newest event was this one, if that was just now.
    pub fn find(
        &self,
        key: &(TenantId, ContractFilter),
        newest_event: i64,
        now: Instant,
    ) -> Option<i64> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.get(key)?;
        let holds =
            known.newest_event == newest_event && known.at <= now && now < known.at.plus(HOLDS);
        holds.then_some(known.contracts)
    }

    /// Remembers.
    pub fn keep(
        &self,
        key: (TenantId, ContractFilter),
        contracts: i64,
        newest_event: i64,
        at: Instant,
    ) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        let count = Count {
            contracts,
            newest_event,
            at,
        };
        all.insert(key, count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Instant {
        Instant::from_unix_millis(millis)
    }

    #[test]
    fn a_number_holds_for_a_second_and_until_something_happens() {
        let counts = Counts::default();
        let key = (TenantId::new(1), ContractFilter::default());
        let other = (TenantId::new(2), ContractFilter::default());
        counts.keep(key.clone(), 12, 5, at(10_000));
        assert_eq!(counts.find(&key, 5, at(10_999)), Some(12));
        assert_eq!(counts.find(&key, 6, at(10_001)), None);
        assert_eq!(counts.find(&key, 5, at(11_000)), None);
        assert_eq!(
            counts.find(&key, 5, at(9_999)),
            None,
            "the clock was set back"
        );
        assert_eq!(counts.find(&other, 5, at(10_001)), None);
    }

    #[test]
    fn no_more_numbers_are_remembered_than_there_is_room_for() {
        let counts = Counts::default();
        for number in 0..3_000 {
            let filter = ContractFilter {
                status: Some(number),
                ..ContractFilter::default()
            };
            counts.keep((TenantId::new(1), filter), number, 1, at(0));
            assert!(counts.0.lock().is_ok_and(|all| all.len() <= MOST));
        }
    }
}
