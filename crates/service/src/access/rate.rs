//! The buckets of calls of every key, address and tenant, in memory: a restart fills them, which
//! harms nobody.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use mithaq_domain::{
    access::{Allowance, ApiClient, Bucket, CallClass, KeyKind},
    id::{ApiKeyId, TenantId},
    time::{Instant, Span},
};

use crate::{App, error::Answer};

/// More buckets than this are not kept: first the full ones go, then all. 10 MB at most.
const MOST: usize = 100_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Whose {
    Key(ApiKeyId),
    Address(ApiKeyId, Option<IpAddr>),
    Tenant(TenantId),
    Visitor(Option<IpAddr>),
}

/// The buckets of every caller.
#[derive(Default)]
pub struct RateLimiter(Mutex<HashMap<(Whose, CallClass), Bucket>>);

impl RateLimiter {
    fn take(&self, name: (Whose, CallClass), limit: u32, now: Instant) -> Result<Allowance, Span> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST && !buckets.contains_key(&name) {
            buckets.retain(|_, bucket| !bucket.is_full(now));
            if buckets.len() >= MOST {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(name);
        bucket
            .or_insert_with(|| Bucket::full(limit, now))
            .take(limit, now)
    }
}

/// Takes a call of this class, or says which limit is reached and how long to wait. First of the key or, since a publishable
/// key is everybody's, of the address; what they refuse costs the tenant nothing, so one caller
/// that ran wild does not use up what belongs to all.
pub fn take_call(
    app: &App,
    client: &ApiClient,
    address: &str,
    class: CallClass,
) -> Answer<Option<Allowance>, Allowance> {
    let context = app.tenant(client.tenant)?;
    let limits = context.tenant.settings.rate_limits.of(class);
    let (whose, own) = match client.kind {
        KeyKind::Secret => (Whose::Key(client.key), limits.per_key),
        KeyKind::Publishable => (
            Whose::Address(client.key, network(address)),
            limits.per_address,
        ),
    };
    let now = app.now();
    let mut told = None;
    for (whose, limit) in [
        (whose, own),
        (Whose::Tenant(client.tenant), limits.per_tenant),
    ] {
        if limit == 0 {
            continue;
        }
        match app.limiter().take((whose, class), limit, now) {
            Ok(allowance) => told = told.or(Some(allowance)),
            Err(reset) => {
                return Ok(Err(Allowance {
                    limit,
                    remaining: 0,
                    reset,
                }));
            }
        }
    }
    Ok(Ok(told))
}

/// Takes a visit of a public page that belongs to no company, or says how long to wait.
pub fn take_visit(app: &App, address: &str, class: CallClass, limit: u32) -> Result<(), Span> {
    let whose = Whose::Visitor(network(address));
    let taken = app.limiter().take((whose, class), limit, app.now());
    taken.map(|_| ())
}

/// An IPv4 address, or the /64 of an IPv6 one, which is what one subscriber is given.
fn network(address: &str) -> Option<IpAddr> {
    match address.parse().ok()? {
        IpAddr::V6(address) => {
            let start = u128::from(address) >> 64 << 64;
            Some(IpAddr::V6(Ipv6Addr::from(start)))
        }
        address => Some(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_one_ipv6_network_share_a_bucket_and_strangers_do_not() {
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
    }

    #[test]
    fn a_flood_of_addresses_takes_no_more_memory_than_foreseen() {
        let (limiter, now) = (RateLimiter::default(), Instant::from_unix_millis(0));
        let key = ApiKeyId::new(now, &[0; 10]);
        for number in 0..u32::try_from(MOST).unwrap_or(0) + 10 {
            let address = IpAddr::V4(number.into());
            let name = (Whose::Address(key, Some(address)), CallClass::Read);
            assert!(limiter.take(name, 10, now).is_ok());
        }
        let buckets = limiter.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(buckets.len() <= MOST);
    }
}
