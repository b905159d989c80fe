//! Listings of contracts, by the status that every answer shows: between the end of a session and
//! the sweep that notes it, the rows still say otherwise.

use mithaq_domain::{id::ContractTypeId, time::Instant};

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

/// Every contract but the drafts of living sessions. What may have expired is only looked up where
/// the answer depends on it.
macro_rules! is_listed {
    () => {
        concat!(
            "tenant_id = $1 AND (status <> 0 OR ",
            has_expired!(),
            ") AND (CAST($2 AS BIGINT) IS NULL OR status = $2 AND NOT ",
            has_expired!(),
            " OR $2 = 3 AND ",
            has_expired!(),
            ") AND (CAST($3 AS BIGINT) IS NULL OR contract_type_id = $3)
            AND (CAST($4 AS TEXT) IS NULL OR request_number = $4)"
        )
    };
}

macro_rules! columns {
    () => {
        "SELECT id, session_id, contract_type_id, version, status, ending, request_number, sealed, created_at, changed_at
        FROM contract WHERE "
    };
}

statements! {
    LIST = concat!(columns!(), is_listed!(), " ORDER BY id DESC LIMIT $6 OFFSET $7");
    LIST_OLDEST = concat!(columns!(), is_listed!(), " ORDER BY id LIMIT $6 OFFSET $7");
    COUNT = concat!("SELECT COUNT(*) FROM contract WHERE ", is_listed!());
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
        let statement = if page.oldest_first { LIST_OLDEST } else { LIST };
        let rows = self.query(
            statement,
            params![tenant, status, form, number, now, page.max, page.skip],
        )?;
        let count = self.query_one(COUNT, params![tenant, status, form, number, now])?;
        let total = count.map_or(Ok(0), |row| row.integer(0))?;
        Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
    }
}

#[cfg(test)]
mod tests {
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
    }
}
