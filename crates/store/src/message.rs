//! What became of each message. No number, address or text stands here, only blind indexes: of the
//! destination, and of the blocks of numbers that it lies in.

use mithaq_domain::{id::JobId, message::Traffic, time::Instant};

use crate::{EveryoneTx, StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO message (tenant_id, id, channel, purpose, destination_index, range_index, series_index, state,
            created_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $8)";
    NOTE = "INSERT INTO message (tenant_id, id, channel, purpose, state, gateway, reference, segments, reason,
            created_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
        ON CONFLICT (tenant_id, id) DO UPDATE SET state = excluded.state, gateway = excluded.gateway,
            reference = excluded.reference, segments = excluded.segments, reason = excluded.reason,
            changed_at = excluded.changed_at";
    RANGE_TRAFFIC = "SELECT COUNT(DISTINCT message.destination_index), COUNT(DISTINCT code.destination_index)
        FROM message LEFT JOIN code ON code.tenant_id = message.tenant_id
            AND code.destination_index = message.destination_index AND COALESCE(code.proved_at, code.used_at) > $3
        WHERE message.tenant_id = $1 AND message.range_index = $2 AND message.created_at > $3";
    SERIES_TRAFFIC = "SELECT COUNT(DISTINCT message.destination_index), COUNT(DISTINCT code.destination_index)
        FROM message LEFT JOIN code ON code.tenant_id = message.tenant_id
            AND code.destination_index = message.destination_index AND COALESCE(code.proved_at, code.used_at) > $3
        WHERE message.tenant_id = $1 AND message.series_index = $2 AND message.created_at > $3";
    WAS_PROVED = "SELECT CAST(1 AS BIGINT) FROM code
        WHERE tenant_id = $1 AND destination_index = $2 AND (proved_at IS NOT NULL OR used_at IS NOT NULL) LIMIT 1";
    RECEIVE = "UPDATE message SET state = $3, changed_at = $4
        WHERE gateway = $1 AND reference = $2 AND state IN ('sent', 'failed')";
    FIND_STATE = "SELECT state, gateway, reference, segments, reason FROM message WHERE tenant_id = $1 AND id = $2";
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits.
    Queued,
    /// A gateway or mail server took it.
    Sent,
    /// Its receipt says that it arrived.
    Delivered,
    /// Its receipt says that it never will.
    Failed,
    /// It was refused for good, or tried for too long: parked with its reason.
    Parked,
    /// Its code would have been too old on arrival.
    Dropped,
}

impl State {
    /// Its stable name in rows and log lines.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Parked => "parked",
            Self::Dropped => "dropped",
        }
    }
}

/// A message that is queued.
#[derive(Clone, Copy, Debug)]
pub struct NewMessage<'a> {
    /// Its job.
    pub id: JobId,
    /// `sms` or `email`.
    pub channel: &'a str,
    /// What it is for.
    pub purpose: &'a str,
    /// Blind index of number or mailbox.
    pub destination_index: [u8; 32],
    /// Blind indexes of the blocks that a number lies in, where the message carries a code: the
    /// range and the series.
    pub blocks: Option<([u8; 32], [u8; 32])>,
}

/// What happened to a message.
#[derive(Clone, Debug)]
pub struct Note<'a> {
    /// Its job.
    pub id: JobId,
    /// `sms` or `email`.
    pub channel: &'a str,
    /// What it is for.
    pub purpose: &'a str,
    /// What became of it.
    pub state: State,
    /// Who took or refused it.
    pub gateway: Option<&'a str>,
    /// How the gateway calls it.
    pub reference: Option<&'a str>,
    /// What it cost, in parts.
    pub segments: Option<i64>,
    /// Why it did not leave; holds no personal value.
    pub reason: Option<&'a str>,
}

/// A message as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// The name of its state.
    pub state: String,
    /// Who took or refused it.
    pub gateway: Option<String>,
    /// How the gateway calls it.
    pub reference: Option<String>,
    /// What it cost, in parts.
    pub segments: Option<i64>,
    /// Why it did not leave.
    pub reason: Option<String>,
}

impl TenantTx<'_> {
    /// Notes a message that is queued.
    pub fn insert_message(&mut self, new: &NewMessage<'_>, now: Instant) -> Result<(), StoreError> {
        let tenant = self.id().get();
        let (range, series) = new
            .blocks
            .map_or((None, None), |(range, series)| (Some(range), Some(series)));
        self.execute(
            INSERT,
            params![
                tenant,
                new.id.as_bytes(),
                new.channel,
                new.purpose,
                &new.destination_index,
                range.as_ref(),
                series.as_ref(),
                now.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// Notes what happened to a message, also to one that was never noted as queued.
    pub fn note_message(&mut self, note: &Note<'_>, now: Instant) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            NOTE,
            params![
                tenant,
                note.id.as_bytes(),
                note.channel,
                note.purpose,
                note.state.name(),
                note.gateway,
                note.reference,
                note.segments,
                note.reason,
                now.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// What happened since a moment in a range and in a series of numbers.
    pub fn get_block_traffic(
        &mut self,
        (range, series): &([u8; 32], [u8; 32]),
        since: Instant,
    ) -> Result<(Traffic, Traffic), StoreError> {
        let (tenant, since) = (self.id().get(), since.unix_millis());
        let mut traffic = |statement, index: &[u8; 32]| {
            let row = self.query_one(statement, params![tenant, index, since])?;
            row.map_or(Ok(Traffic::default()), |row| {
                Ok::<_, StoreError>(Traffic {
                    numbers: row.integer(0)?,
                    proved: row.integer(1)?,
                })
            })
        };
        Ok((
            traffic(RANGE_TRAFFIC, range)?,
            traffic(SERIES_TRAFFIC, series)?,
        ))
    }

    /// Whether a code was ever typed in for a destination.
    pub fn was_destination_proved(&mut self, destination: &[u8; 32]) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        Ok(self
            .query_one(WAS_PROVED, params![tenant, destination])?
            .is_some())
    }

    /// A message as it stands.
    pub fn find_message(&mut self, id: JobId) -> Result<Option<MessageRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_STATE, params![tenant, id.as_bytes()])?;
        row.map(|row| {
            Ok(MessageRow {
                state: row.text(0)?.to_owned(),
                gateway: row.optional_text(1)?.map(str::to_owned),
                reference: row.optional_text(2)?.map(str::to_owned),
                segments: row.optional_integer(3)?,
                reason: row.optional_text(4)?.map(str::to_owned),
            })
        })
        .transpose()
    }
}

impl EveryoneTx<'_> {
    /// Notes a gateway's receipt; how many messages it was about. What arrived stays arrived.
    pub fn receive_receipt(
        &mut self,
        (gateway, reference): (&str, &str),
        delivered: bool,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let state = if delivered {
            State::Delivered
        } else {
            State::Failed
        };
        self.execute(
            RECEIVE,
            params![gateway, reference, state.name(), now.unix_millis()],
        )
    }
}
