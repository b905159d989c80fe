//! Listings of contracts, by the status that every answer shows: between the end of a session and
//! the sweep that notes it, the rows still say otherwise.

use mithaq_domain::{
    id::{ContractId, ContractTypeId},
    time::Instant,
};

use super::{ContractRow, read};
use crate::{StoreError, TenantTx, session::Page};

/// Whether the row's status is not the one to be shown, since the time of its session is over.
macro_rules! has_expired {
    () => {
        "(status IN (0, 1, 2, 6) AND EXISTS (SELECT 1 FROM session
            WHERE session.tenant_id = contract.tenant_id AND session.id = contract.session_id
            AND session.phase IN ('created', 'opened', 'phoneProved', 'reviewed') AND session.expires_at <= $5))"
    };
}

/// What every listing narrows down: type, number, and the time of making, which is in the id.
macro_rules! narrowed {
    () => {
        " AND (CAST($3 AS BIGINT) IS NULL OR contract_type_id = $3)
            AND (CAST($4 AS TEXT) IS NULL OR request_number = $4) AND id >= $6 AND id < $7"
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
        " ORDER BY id DESC LIMIT $8 OFFSET $9"
    };
}

macro_rules! oldest_first {
    () => {
        " ORDER BY id LIMIT $8 OFFSET $9"
    };
}

statements! {
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
#[derive(Clone, Debug, Default)]
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

impl TenantTx<'_> {
    /// A slice of this tenant's contracts but drafts as of `now`, and how many there are in all.
    pub fn list_contracts(
        &mut self,
        filter: &ContractFilter,
        page: Page,
        now: Instant,
    ) -> Result<(Vec<ContractRow>, i64), StoreError> {
        let (tenant, now) = (self.id().get(), now.unix_millis());
        let (status, form) = (filter.status, filter.form.map(ContractTypeId::get));
        let number = filter.request_number.as_ref();
        let bound = |at: Option<Instant>, none: u8| {
            at.map_or([none; 16], |at| *ContractId::new(at, &[0; 10]).as_bytes())
        };
        let (from, before) = (bound(filter.from, 0), bound(filter.before, 0xff));
        let (newest, oldest, counted) = match status {
            None => (LIST, LIST_OLDEST, COUNT),
            Some(3) => (LIST_ENDED, LIST_ENDED_OLDEST, COUNT_ENDED),
            Some(_) => (LIST_ONE, LIST_ONE_OLDEST, COUNT_ONE),
        };
        let statement = if page.oldest_first { oldest } else { newest };
        let rows = self.query(
            statement,
            params![
                tenant, status, form, number, now, &from, &before, page.max, page.skip
            ],
        )?;
        let values = params![tenant, status, form, number, now, &from, &before];
        let count = self.query_one(counted, values)?;
        let total = count.map_or(Ok(0), |row| row.integer(0))?;
        Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
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
