//! Listings of contracts, by the status that every answer shows: between the end of a session and
//! the sweep that notes it, the rows still say otherwise.

use mithaq_domain::{
    id::{ContractId, ContractTypeId},
    time::{Instant, Span},
};

use super::{ContractRow, read};
use crate::{StoreError, TenantTx, Value, session::Page};

/// Whether the row's status is not the one to be shown, since the time of its session is over.
macro_rules! has_expired {
    () => {
        "(status IN (0, 1, 2, 6) AND EXISTS (SELECT 1 FROM session
            WHERE session.tenant_id = contract.tenant_id AND session.id = contract.session_id
            AND session.phase IN ('created', 'opened', 'phoneProved', 'reviewed') AND session.expires_at <= $6))"
    };
}

/// What every listing narrows down: type, and the time of making, which is in the id.
macro_rules! narrowed {
    () => {
        " AND (CAST($3 AS BIGINT) IS NULL OR contract_type_id = $3) AND id >= $4 AND id <= $5"
    };
}

/// Every contract but the drafts of living sessions. What may have expired is only looked up where
/// the answer depends on it.
macro_rules! in_any_status {
    () => {
        concat!(
            "tenant_id = $1 AND CAST($2 AS BIGINT) IS NULL AND (status <> 0 OR ",
            has_expired!(),
            ")",
            narrowed!()
        )
    };
}

/// Those of a status that time alone does not bring about.
macro_rules! in_one_status {
    () => {
        concat!(
            "tenant_id = $1 AND status = $2 AND status <> 0 AND NOT ",
            has_expired!(),
            narrowed!()
        )
    };
}

/// Those that ended, in their rows or by time.
macro_rules! ended {
    () => {
        concat!(
            "tenant_id = $1 AND CAST($2 AS BIGINT) = 3 AND (status = 3 OR ",
            has_expired!(),
            ")",
            narrowed!()
        )
    };
}

macro_rules! columns {
    () => {
        "SELECT id, session_id, contract_type_id, version, status, ending, request_number, sealed, created_at, changed_at,
            required_signers FROM contract WHERE "
    };
}

/// Naming the statuses that may count lets the index by status count them, which is a tenth of what
/// the contracts themselves would be to read.
macro_rules! count {
    ($statuses:literal) => {
        concat!(
            "SELECT COUNT(*) FROM contract WHERE status IN (",
            $statuses,
            ") AND "
        )
    };
}

macro_rules! newest_first {
    () => {
        " ORDER BY id DESC LIMIT $7 OFFSET $8"
    };
}

macro_rules! oldest_first {
    () => {
        " ORDER BY id LIMIT $7 OFFSET $8"
    };
}

statements! {
    FIND_NUMBERED = "SELECT id FROM contract WHERE tenant_id = $1 AND request_number = $2";
    LIST = concat!(columns!(), in_any_status!(), newest_first!());
    LIST_OLDEST = concat!(columns!(), in_any_status!(), oldest_first!());
    COUNT = concat!(count!("0, 1, 2, 3, 4, 5, 6, 7, 8"), in_any_status!());
    LIST_ONE = concat!(columns!(), in_one_status!(), newest_first!());
    LIST_ONE_OLDEST = concat!(columns!(), in_one_status!(), oldest_first!());
    COUNT_ONE = concat!("SELECT COUNT(*) FROM contract WHERE ", in_one_status!());
    LIST_ENDED = concat!(columns!(), ended!(), newest_first!());
    LIST_ENDED_OLDEST = concat!(columns!(), ended!(), oldest_first!());
    COUNT_ENDED = concat!(count!("0, 1, 2, 3, 6"), ended!());
}

/// Which contracts to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ContractFilter {
    /// Only those shown in this state, by number.
    pub status: Option<i64>,
    /// Only those of this type.
    pub form: Option<ContractTypeId>,
    /// Only the one of this number.
    pub request_number: Option<String>,
    /// Only those made at this moment or later.
    pub from: Option<Instant>,
    /// Only those made before this moment.
    pub before: Option<Instant>,
}

/// A filter as the statements take it: what was made at a time, or has a number, is a span of ids.
#[derive(Clone, Copy, Debug)]
pub struct Narrowed {
    status: Option<i64>,
    form: Option<ContractTypeId>,
    first: [u8; 16],
    last: [u8; 16],
}

impl Narrowed {
    fn values(&self) -> [Value<'_>; 4] {
        [
            self.status.into(),
            self.form.map(ContractTypeId::get).into(),
            (&self.first).into(),
            (&self.last).into(),
        ]
    }
}

impl TenantTx<'_> {
    /// What a filter comes down to; `None` where no contract has its number.
    pub fn narrow(&mut self, filter: &ContractFilter) -> Result<Option<Narrowed>, StoreError> {
        let (mut first, mut last) = ([0; 16], [0xff; 16]);
        if let Some(from) = filter.from {
            first = *ContractId::new(from, &[0; 10]).as_bytes();
        }
        if let Some(before) = filter.before {
            let moment = before.minus(Span::millis(1));
            last = *ContractId::new(moment, &[0xff; 10]).as_bytes();
        }
        if let Some(number) = &filter.request_number {
            let tenant = self.id().get();
            let Some(row) = self.query_one(FIND_NUMBERED, params![tenant, number])? else {
                return Ok(None);
            };
            let id = row.bytes(0)?;
            let id = <[u8; 16]>::try_from(id).map_err(|_| row.corrupt(0, "a UUID"))?;
            (first, last) = (first.max(id), last.min(id));
        }
        Ok(Some(Narrowed {
            status: filter.status,
            form: filter.form,
            first,
            last,
        }))
    }

    /// A slice of this tenant's contracts but drafts as of `now`.
    pub fn list_contracts(
        &mut self,
        narrowed: &Narrowed,
        page: Page,
        now: Instant,
    ) -> Result<Vec<ContractRow>, StoreError> {
        let (newest, oldest) = match narrowed.status {
            None => (LIST, LIST_OLDEST),
            Some(3) => (LIST_ENDED, LIST_ENDED_OLDEST),
            Some(_) => (LIST_ONE, LIST_ONE_OLDEST),
        };
        let statement = if page.oldest_first { oldest } else { newest };
        let tenant = self.id().get();
        let [status, form, first, last] = narrowed.values();
        let values = [
            tenant.into(),
            status,
            form,
            first,
            last,
            now.unix_millis().into(),
            page.max.into(),
            page.skip.into(),
        ];
        let rows = self.query(statement, &values)?;
        rows.iter().map(read).collect()
    }

    /// How many contracts but drafts there are as of `now`.
    pub fn count_contracts(
        &mut self,
        narrowed: &Narrowed,
        now: Instant,
    ) -> Result<i64, StoreError> {
        let statement = match narrowed.status {
            None => COUNT,
            Some(3) => COUNT_ENDED,
            Some(_) => COUNT_ONE,
        };
        let tenant = self.id().get();
        let [status, form, first, last] = narrowed.values();
        let now = now.unix_millis().into();
        let values = [tenant.into(), status, form, first, last, now];
        let count = self.query_one(statement, &values)?;
        count.map_or(Ok(0), |row| row.integer(0))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use mithaq_domain::{contract::Status, session::Phase};

    #[test]
    fn the_condition_knows_what_may_expire_as_the_rules_do() {
        for number in (0..9).filter(|number| *number != 3) {
            let status = Status::from_row(number, None).unwrap();
            let known = "0, 1, 2, 6".contains(&number.to_string());
            assert_eq!(status.as_of(true) != status, known, "{status:?}");
        }
        for phase in Phase::ALL {
            let quoted = format!("'{}'", phase.name());
            assert_eq!(LIST.sql().contains(&quoted), !phase.is_final(), "{phase:?}");
        }
        assert!(LIST.sql().contains("status IN (0, 1, 2, 6)"));
        let all: Vec<String> = (0..9).map(|number: i64| number.to_string()).collect();
        assert!(Status::from_row(9, None).is_none());
        assert!(COUNT.sql().contains(&format!("IN ({})", all.join(", "))));
    }
}
