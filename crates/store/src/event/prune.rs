//! Forgetting old events with what was delivered of them. An event stays for as long as a
//! subscription has not come to it, or a delivery of it waits, is held or parked. The newest one always
//! stays, since the next is counted from it.

use mithaq_domain::{event::EventKind, time::Instant, webhook::DeliveryState};

use crate::{Row, StoreError, TenantTx};

/// Counter: every event from this place on is there.
const WHOLE_FROM: &str = "events whole from";
/// Counters, one for each number of a kind: when the newest event happened that is gone, in milliseconds.
const GONE_UNTIL: &str = "events gone until";

statements! {
    LIST = "SELECT sequence, at, kind FROM event WHERE tenant_id = $1 AND sequence >= $2 AND sequence < $3
        ORDER BY sequence LIMIT $4";
    COUNT = "SELECT COUNT(*) FROM event WHERE tenant_id = $1 AND sequence > $2 AND sequence < $3";
    LIST_SUBSCRIPTIONS = "SELECT id, deleted_at, event_cursor FROM webhook_subscription WHERE tenant_id = $1 ORDER BY id";
    FIND_DELIVERY = "SELECT state, sending, due_at FROM webhook_delivery
        WHERE tenant_id = $1 AND subscription_id = $2 AND sequence = $3";
    DELETE_ATTEMPTS = "DELETE FROM webhook_attempt WHERE tenant_id = $1 AND subscription_id = $2 AND sequence = $3";
    DELETE_DELIVERY = "DELETE FROM webhook_delivery WHERE tenant_id = $1 AND subscription_id = $2 AND sequence = $3";
    DELETE_EVENT = "DELETE FROM event WHERE tenant_id = $1 AND sequence = $2";
}

/// An event as far as it matters to its forgetting.
struct Old {
    sequence: i64,
    at: Instant,
    kind: i64,
}

/// A subscription as far as it keeps events.
struct Reader {
    id: i64,
    is_deleted: bool,
    cursor: i64,
}

impl TenantTx<'_> {
    /// Looks once more at up to `most` events that something kept, from a place on, and forgets those
    /// that happened before a moment and that nothing keeps any more; how many are gone, and the place
    /// to go on from: the first after the last.
    pub fn forget_kept_events(
        &mut self,
        from: i64,
        before: Instant,
        most: i64,
    ) -> Result<(usize, i64), StoreError> {
        let readers = self.list_readers()?;
        let whole_from = self.find_count(WHOLE_FROM)?.max(1);
        let kept = self.list_old((from, whole_from), most)?;
        let is_full = i64::try_from(kept.len()).is_ok_and(|count| count >= most);
        let last = kept.last().filter(|_| is_full);
        let next = last.map_or(1, |event| event.sequence.saturating_add(1));
        let mut gone = 0;
        // They may be asked to stay longer than when they were looked at first.
        for event in kept.iter().filter(|event| event.at < before) {
            gone += usize::from(self.forget_event(event, &readers, before)?);
        }
        Ok((gone, next))
    }

    /// Forgets, of up to `most` events that happened before a moment and were not looked at yet, those
    /// that nothing keeps; how many are gone.
    pub fn forget_events(&mut self, before: Instant, most: i64) -> Result<usize, StoreError> {
        let readers = self.list_readers()?;
        let whole_from = self.find_count(WHOLE_FROM)?.max(1);
        let live = readers.iter().filter(|reader| !reader.is_deleted);
        let seen = live.map(|reader| reader.cursor.saturating_add(1));
        let end = seen.fold(self.last_event()?, i64::min);
        let (mut gone, mut next) = (0, whole_from);
        for event in self.list_old((whole_from, end), most)? {
            if event.at >= before {
                break;
            }
            gone += usize::from(self.forget_event(&event, &readers, before)?);
            next = event.sequence.saturating_add(1);
        }
        if next > whole_from {
            self.set_count(WHOLE_FROM, next)?;
        }
        Ok(gone)
    }

    /// How many events there are after a place.
    pub fn count_events(&mut self, after: i64) -> Result<i64, StoreError> {
        let (tenant, whole_from) = (self.id().get(), self.find_count(WHOLE_FROM)?.max(1));
        let kept = self.query_one(COUNT, params![tenant, after, whole_from])?;
        let kept = kept.map_or(Ok(0), |row| row.integer(0))?;
        let before = after.max(whole_from.saturating_sub(1));
        Ok(self
            .last_event()?
            .saturating_sub(before)
            .saturating_add(kept))
    }

    /// When the newest event of a kind happened that is gone; nothing where all are there.
    pub fn find_events_gone(&mut self, kind: EventKind) -> Result<Option<Instant>, StoreError> {
        let millis = self.find_count(&gone_until(kind.number()))?;
        Ok((millis > 0).then(|| Instant::from_unix_millis(millis)))
    }

    fn list_old(&mut self, (from, end): (i64, i64), most: i64) -> Result<Vec<Old>, StoreError> {
        let rows = self.query(LIST, params![self.id().get(), from, end, most])?;
        let old = |row: &Row| {
            Ok(Old {
                sequence: row.integer(0)?,
                at: Instant::from_unix_millis(row.integer(1)?),
                kind: row.integer(2)?,
            })
        };
        rows.iter().map(old).collect()
    }

    fn list_readers(&mut self) -> Result<Vec<Reader>, StoreError> {
        let rows = self.query(LIST_SUBSCRIPTIONS, params![self.id().get()])?;
        let reader = |row: &Row| {
            Ok(Reader {
                id: row.integer(0)?,
                is_deleted: row.optional_integer(1)?.is_some(),
                cursor: row.integer(2)?,
            })
        };
        rows.iter().map(reader).collect()
    }

    /// Forgets one event with its deliveries, unless one of them keeps it.
    fn forget_event(
        &mut self,
        event: &Old,
        readers: &[Reader],
        before: Instant,
    ) -> Result<bool, StoreError> {
        let (tenant, sequence) = (self.id().get(), event.sequence);
        for reader in readers.iter().filter(|reader| !reader.is_deleted) {
            let row = self.query_one(FIND_DELIVERY, params![tenant, reader.id, sequence])?;
            let Some(row) = row else { continue };
            let is_over = row.text(0)? == DeliveryState::Delivered.name()
                && !row.truth(1)?
                && row.integer(2)? < before.unix_millis();
            if !is_over {
                return Ok(false);
            }
        }
        for reader in readers {
            for statement in [DELETE_ATTEMPTS, DELETE_DELIVERY] {
                self.execute(statement, params![tenant, reader.id, sequence])?;
            }
        }
        self.execute(DELETE_EVENT, params![tenant, sequence])?;
        let counter = gone_until(event.kind);
        let until = self.find_count(&counter)?.max(event.at.unix_millis());
        self.set_count(&counter, until)?;
        Ok(true)
    }
}

fn gone_until(kind: i64) -> String {
    format!("{GONE_UNTIL} {kind}")
}
