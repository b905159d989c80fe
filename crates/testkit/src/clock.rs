//! A clock that stands still until a test moves it.

use std::sync::atomic::{AtomicI64, Ordering};

use mithaq_domain::time::{Instant, Span};
use mithaq_service::Clock;

/// Stands still at the moment that it was set to.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// `2026-11-22T10:00:00Z`, the moment at which tests begin.
    pub const START: Instant = Instant::from_unix_millis(1_795_341_600_000);

    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: Instant) -> Self {
        Self(AtomicI64::new(now.unix_millis()))
    }

    /// Shows another moment from now on.
    pub fn set(&self, now: Instant) {
        self.0.store(now.unix_millis(), Ordering::SeqCst);
    }

    /// Lets time pass.
    pub fn advance(&self, span: Span) {
        self.0.fetch_add(span.as_millis(), Ordering::SeqCst);
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        Self::at(Self::START)
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant::from_unix_millis(self.0.load(Ordering::SeqCst))
    }
}
