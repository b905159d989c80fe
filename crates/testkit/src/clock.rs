//! A clock that stands still until a test moves it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use mithaq_domain::time::{Instant, Span};
use mithaq_service::Clock;

/// Stands still at the moment that it was set to.
#[derive(Debug)]
pub struct FixedClock {
    base: Arc<AtomicI64>,
    skew: Span,
}

impl FixedClock {
    /// `2026-11-22T10:00:00Z`, the moment at which tests begin.
    pub const START: Instant = Instant::from_unix_millis(1_795_341_600_000);

    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: Instant) -> Self {
        Self {
            base: Arc::new(AtomicI64::new(now.unix_millis())),
            skew: Span::millis(0),
        }
    }

    /// The clock of another machine: it moves with this one and is always wrong by so much.
    #[must_use]
    pub fn beside(&self, skew: Span) -> Self {
        Self {
            base: Arc::clone(&self.base),
            skew,
        }
    }

    /// Shows another moment from now on.
    pub fn set(&self, now: Instant) {
        self.base.store(now.unix_millis(), Ordering::SeqCst);
    }

    /// Lets time pass.
    pub fn advance(&self, span: Span) {
        self.base.fetch_add(span.as_millis(), Ordering::SeqCst);
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        Self::at(Self::START)
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant::from_unix_millis(self.base.load(Ordering::SeqCst)).plus(self.skew)
    }
}
