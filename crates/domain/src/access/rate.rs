//! How many calls are taken in a while (`wire.md` 1.6): a bucket of calls that refills steadily.
//! Codes by SMS have limits of their own in `otp`.

use serde::{Deserialize, Serialize};

use crate::time::{Instant, Span};

/// The window that the limits speak of.
const WINDOW: Span = Span::minutes(1);
/// A bucket counts in thousandths of a window of one call, so that it refills evenly.
const CALL: i64 = 60_000;

/// What kind of call it is: each has limits of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallClass {
    /// Log-ins and whatever else is slow by design.
    Login,
    /// Calls that change something.
    Write,
    /// Calls that read.
    Read,
}

/// Calls a minute of one class. 0 lifts a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Of one secret key.
    pub per_key: u32,
    /// Of one network address with a publishable key: many people may stand behind one.
    pub per_address: u32,
    /// Of all keys of the tenant together.
    pub per_tenant: u32,
}

/// The limits of a tenant. The defaults lie far above what a company needs and below what one
/// machine answers: they stop a loop that ran wild, not a busy day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RateLimits {
    /// Log-ins.
    pub login: Limits,
    /// Calls that change something.
    pub write: Limits,
    /// Calls that read.
    pub read: Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_key: 600_000,
            per_address: 6_000,
            per_tenant: 1_200_000,
        }
    }
}

impl Default for RateLimits {
    fn default() -> Self {
        let login = Limits {
            per_key: 6_000,
            per_address: 600,
            per_tenant: 12_000,
        };
        Self {
            login,
            write: Limits::default(),
            read: Limits::default(),
        }
    }
}

impl RateLimits {
    /// The limits of a class.
    pub const fn of(&self, class: CallClass) -> Limits {
        match class {
            CallClass::Login => self.login,
            CallClass::Write => self.write,
            CallClass::Read => self.read,
        }
    }
}

/// A bucket of calls; full at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    level: i64,
    at: Instant,
}

/// What a caller is told of its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Calls a minute.
    pub limit: u32,
    /// Calls that may follow at once.
    pub remaining: i64,
    /// Until the bucket is full again.
    pub reset: Span,
}

impl Bucket {
    /// A full one.
    pub fn full(limit: u32, now: Instant) -> Self {
        Self {
            level: capacity(limit),
            at: now,
        }
    }

    /// Whether nothing would be lost by forgetting it: it has refilled.
    pub fn is_full(&self, now: Instant) -> bool {
        now.since(self.at) >= WINDOW
    }

    /// Takes a call out; else how long to wait for one. A clock that goes back refills nothing.
    pub fn take(&mut self, limit: u32, now: Instant) -> Result<Allowance, Span> {
        let passed = now.since(self.at).as_millis().max(0);
        let gained = passed.saturating_mul(i64::from(limit));
        self.level = self.level.saturating_add(gained).min(capacity(limit));
        self.at = self.at.max(now);
        let rate = i64::from(limit.max(1));
        let time_for = |missing: i64| Span::millis(missing.saturating_add(rate - 1) / rate);
        if self.level < CALL {
            return Err(time_for(CALL - self.level));
        }
        self.level -= CALL;
        Ok(Allowance {
            limit,
            remaining: self.level / CALL,
            reset: time_for(capacity(limit) - self.level),
        })
    }
}

fn capacity(limit: u32) -> i64 {
    i64::from(limit).saturating_mul(CALL)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Instant = Instant::from_unix_millis(1_000_000);

    #[test]
    fn a_bucket_gives_its_limit_at_once_and_then_one_call_at_a_time() {
        let mut bucket = Bucket::full(60, START);
        for left in (0..60).rev() {
            assert_eq!(
                bucket.take(60, START).map(|taken| taken.remaining),
                Ok(left)
            );
        }
        assert_eq!(bucket.take(60, START), Err(Span::seconds(1)));
        let later = START.plus(Span::millis(400));
        assert_eq!(bucket.take(60, later), Err(Span::millis(600)));
        let later = START.plus(Span::seconds(1));
        assert_eq!(
            bucket.take(60, later),
            Ok(Allowance {
                limit: 60,
                remaining: 0,
                reset: WINDOW
            })
        );
        assert!(bucket.take(60, later).is_err());
    }

    #[test]
    fn it_never_holds_more_than_its_limit_and_a_clock_that_goes_back_gives_nothing() {
        let mut bucket = Bucket::full(2, START);
        let much_later = START.plus(Span::days(1));
        assert_eq!(
            bucket.take(2, much_later).map(|taken| taken.remaining),
            Ok(1)
        );
        assert_eq!(bucket.take(2, START).map(|taken| taken.remaining), Ok(0));
        assert!(bucket.take(2, START).is_err());
        assert!(bucket.take(2, much_later).is_err());
        assert!(bucket.is_full(much_later.plus(WINDOW)) && !bucket.is_full(much_later));
    }

    #[test]
    fn a_limit_that_was_lowered_holds_at_once() {
        let mut bucket = Bucket::full(1_000, START);
        assert_eq!(bucket.take(2, START).map(|taken| taken.remaining), Ok(1));
    }
}
