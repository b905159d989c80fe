//! The real clock: the only place that reads it for the use cases.

use std::time::{SystemTime, UNIX_EPOCH};

use mithaq_domain::time::Instant;
use mithaq_service::Clock;

/// The machine's own time.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        // A clock before 1970 counts as 1970: everything that lives by time has ended or not begun.
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Instant::from_unix_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
