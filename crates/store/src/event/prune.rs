//! Forgetting old events with what was delivered of them. An event stays for as long as a
//! subscription has not come to it, or a delivery of it waits, is held or parked. The newest one always
//! stays, since the next is counted from it.

use mithaq_domain::{time::Instant, webhook::DeliveryState};

use crate::{Row, StoreError, TenantTx};

/// Counter: every event from this place on is there.
const WHOLE_FROM: &str = "events whole from";
/// Counter: when the newest event happened that is gone, in milliseconds.
const GONE_UNTIL: &str = "events gone until";

statements! {
    LIST = "SELECT sequence, at FROM event WHERE tenant_id = $1 AND sequence >= $2 AND sequence < $3
        ORDER BY sequence LIMIT $4";
    COUNT = "SELECT COUNT(*) FROM event WHERE tenant_id = $1 AND sequence > $2 AND sequence < $3";
    LIST_SUBSCRIPTIONS = "SELECT id, deleted_at, event_cursor FROM webhook_subscription WHERE tenant_id = $1 ORDER BY id";
    FIND_DELIVERY = "SELECT state, sending, due_at FROM webhook_delivery
        WHERE tenant_id = $1 AND subscription_id = $2 AND sequence = $3";
    DELETE_ATTEMPTS = "DELETE FROM webhook_attempt WHERE tenant_id = $1 AND subscription_id = $2 AND sequence = $3";
    DELETE_DELIVERY = "DELETE FROM webhook_delivery WHERE tenant_id = $1 AND subscription_id = $2 AND sequence = $3";
    DELETE_EVENT = "DELETE FROM event WHERE tenant_id = $1 AND sequence = $2";
}

/// A subscription as far as it keeps events.
struct Reader {
    id: i64,
    is_deleted: bool,
    cursor: i64,
}

impl TenantTx<'_> {
    /// Forgets, of up to `most` events that happened before a moment, those that nothing keeps, and
    /// looks once more at as many of those that something kept earlier; how many are gone.
    pub fn forget_events(&mut self, before: Instant, most: i64) -> Result<usize, StoreError> {
        let readers = self.list_readers()?;
        let whole_from = self.find_count(WHOLE_FROM)?.max(1);
        let mut gone = 0;
        for (sequence, at) in self.list_places((1, whole_from), most)? {
            gone += usize::from(self.forget_event((sequence, at), &readers, before)?);
        }
        let live = readers.iter().filter(|reader| !reader.is_deleted);
        let seen = live.map(|reader| reader.cursor.saturating_add(1));
        let end = seen.fold(self.last_event()?, i64::min);
        let mut next = whole_from;
        for (sequence, at) in self.list_places((whole_from, end), most)? {
            if at >= before {
                break;
            }
            gone += usize::from(self.forget_event((sequence, at), &readers, before)?);
            next = sequence.saturating_add(1);
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

    /// When the newest event happened that is gone; nothing where all are there.
    pub fn find_events_gone(&mut self) -> Result<Option<Instant>, StoreError> {
        let millis = self.find_count(GONE_UNTIL)?;
        Ok((millis > 0).then(|| Instant::from_unix_millis(millis)))
    }

    fn list_places(
        &mut self,
        (from, end): (i64, i64),
        most: i64,
    ) -> Result<Vec<(i64, Instant)>, StoreError> {
        let rows = self.query(LIST, params![self.id().get(), from, end, most])?;
        let place = |row: &Row| {
            let at = Instant::from_unix_millis(row.integer(1)?);
            Ok((row.integer(0)?, at))
        };
        rows.iter().map(place).collect()
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
        (sequence, at): (i64, Instant),
        readers: &[Reader],
        before: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
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
        let until = self.find_count(GONE_UNTIL)?.max(at.unix_millis());
        self.set_count(GONE_UNTIL, until)?;
        Ok(true)
    }
}
