//! Arrivals at a fixed rate, whether or not the earlier ones were answered. A wait counts from the
//! moment at which the request was due, so that a server which stalls cannot hide it.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::Waits;
use crate::{company::Company, connection::Connection, failure::Failure, phones::Phones};

/// Connections, so many that a free one is nearly always at hand.
const CONNECTIONS: usize = 128;

/// Invites `per_second` for `span`; how long each answer took.
pub fn invite(
    company: &Company,
    phones: &Phones,
    per_second: f64,
    span: Duration,
) -> Result<Waits, Failure> {
    let count = (per_second * span.as_secs_f64()) as u64;
    let next = AtomicU64::new(0);
    let start = Instant::now() + Duration::from_millis(50);
    let client = || {
        let mut connection = Connection::open(company.address)?;
        let mut request = Vec::new();
        let mut waits = Waits::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok::<_, Failure>(waits);
            }
            let due = start + Duration::from_secs_f64(number as f64 / per_second);
            thread::sleep(due.saturating_duration_since(Instant::now()));
            company.write_invitation(&phones.next(), &mut request);
            let answer = connection.send(&request)?;
            waits.note(due.elapsed());
            if answer.status != 200 {
                return Err(Failure::answer(format!(
                    "CreateInvitation: {}",
                    answer.text()
                )));
            }
        }
    };
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(client)).collect();
        let mut waits = Waits::default();
        for client in clients {
            let ended = client
                .join()
                .map_err(|_| Failure::answer("a client panicked"))?;
            waits.add(ended?);
        }
        Ok(waits)
    })
}
