//! How many deliveries may be under way: few for one endpoint, one for an endpoint that fails, and
//! always a place for an endpoint that has none. So neither a slow endpoint nor many of them can
//! hold up a fast one.

use std::collections::HashMap;

/// Deliveries under way at once.
const ALL: usize = 256;
/// Of which so many may be an endpoint's second or further one.
const SHARED: usize = 128;
/// Of one endpoint.
const MOST: usize = 16;

#[derive(Clone, Copy, Debug, Default)]
struct Endpoint {
    under_way: usize,
    is_failing: bool,
}

/// Who has how many places. An endpoint is scheme, host and port.
#[derive(Debug, Default)]
pub(super) struct Places {
    endpoints: HashMap<String, Endpoint>,
    taken: usize,
}

impl Places {
    /// Places that an endpoint may take now.
    pub(super) fn free(&self, endpoint: &str) -> usize {
        let known = self.endpoints.get(endpoint).copied().unwrap_or_default();
        let most = if known.is_failing { 1 } else { MOST };
        let first = usize::from(known.under_way == 0 && self.taken < ALL);
        let open = SHARED.saturating_sub(self.taken).max(first);
        most.saturating_sub(known.under_way).min(open)
    }

    /// One of them is taken.
    pub(super) fn take(&mut self, endpoint: &str) {
        let known = self.endpoints.entry(endpoint.to_owned()).or_default();
        known.under_way = known.under_way.saturating_add(1);
        self.taken = self.taken.saturating_add(1);
    }

    /// And given back, after a success or not.
    pub(super) fn give_back(&mut self, endpoint: &str, succeeded: bool) {
        self.taken = self.taken.saturating_sub(1);
        let Some(known) = self.endpoints.get_mut(endpoint) else {
            return;
        };
        known.under_way = known.under_way.saturating_sub(1);
        known.is_failing = !succeeded;
        // What fails is remembered; the number of endpoints is that of the subscriptions.
        if known.under_way == 0 && succeeded {
            self.endpoints.remove(endpoint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(places: &mut Places, endpoint: &str) {
        for _ in 0..places.free(endpoint) {
            places.take(endpoint);
        }
    }

    #[test]
    fn an_endpoint_has_some_places_and_a_failing_one_a_single_one() {
        let mut places = Places::default();
        fill(&mut places, "a");
        assert_eq!((places.free("a"), places.free("b")), (0, MOST));
        for _ in 0..MOST {
            places.give_back("a", false);
        }
        assert_eq!(places.free("a"), 1);
        places.take("a");
        assert_eq!(places.free("a"), 0);
        places.give_back("a", true);
        assert_eq!(places.free("a"), MOST);
    }

    #[test]
    fn however_many_endpoints_are_slow_another_one_finds_a_place() {
        let mut places = Places::default();
        for number in 0..100 {
            fill(&mut places, &format!("slow {number}"));
        }
        assert!(places.taken <= ALL);
        assert_eq!(places.free("fast"), 1);
        for number in 100..1_000 {
            fill(&mut places, &format!("slow {number}"));
        }
        assert_eq!((places.taken, places.free("fast")), (ALL, 0));
    }
}
