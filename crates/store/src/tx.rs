//! The transaction as a unit sees it. The nouns hang their methods on [`TenantTx`], or, where the
//! work crosses tenants, on the visible [`EveryoneTx`]. No database is named here.

use crate::{Row, Statement, StoreError, Value};
use mithaq_domain::id::TenantId;

/// What a database must be able to do for a unit.
pub(crate) trait Database {
    fn execute(
        &mut self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<u64, StoreError>;

    fn query(
        &mut self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError>;

    fn query_one(
        &mut self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<Option<Row>, StoreError>;
}

/// One transaction.
///
/// A unit must not build on a statement that failed: PostgreSQL refuses every statement after it.
/// Where a clash is expected, write `ON CONFLICT … DO NOTHING` and look at the count.
pub struct Tx<'unit> {
    database: &'unit mut (dyn Database + 'unit),
}

macro_rules! speaks_sql {
    ($handle:ident) => {
        impl $handle<'_> {
            /// Runs a statement that gives no rows; the answer is how many rows it changed.
            ///
            /// # Errors
            /// [`StoreError::Unique`] when a unique index refuses, or what the database said.
            pub fn execute(
                &mut self,
                statement: &'static Statement,
                values: &[Value<'_>],
            ) -> Result<u64, StoreError> {
                self.database.execute(statement, values)
            }

            /// Runs a statement and gives all its rows.
            ///
            /// # Errors
            /// [`StoreError::Unique`] when a unique index refuses, or what the database said.
            pub fn query(
                &mut self,
                statement: &'static Statement,
                values: &[Value<'_>],
            ) -> Result<Vec<Row>, StoreError> {
                self.database.query(statement, values)
            }

            /// Runs a statement and gives its first row.
            ///
            /// # Errors
            /// [`StoreError::Unique`] when a unique index refuses, or what the database said.
            pub fn query_one(
                &mut self,
                statement: &'static Statement,
                values: &[Value<'_>],
            ) -> Result<Option<Row>, StoreError> {
                self.database.query_one(statement, values)
            }
        }
    };
}

speaks_sql!(Tx);
speaks_sql!(TenantTx);
speaks_sql!(EveryoneTx);

impl<'unit> Tx<'unit> {
    pub(crate) fn new(database: &'unit mut (dyn Database + 'unit)) -> Tx<'unit> {
        Tx { database }
    }

    /// The transaction as one tenant may see it.
    pub fn tenant(&mut self, tenant: TenantId) -> TenantTx<'_> {
        TenantTx {
            database: &mut *self.database,
            tenant,
        }
    }

    /// The transaction for work that crosses tenants: the job queue, log-in by name, the sweep.
    pub fn everyone(&mut self) -> EveryoneTx<'_> {
        EveryoneTx {
            database: &mut *self.database,
        }
    }
}

/// One transaction, seen as one tenant.
pub struct TenantTx<'unit> {
    database: &'unit mut (dyn Database + 'unit),
    tenant: TenantId,
}

impl TenantTx<'_> {
    /// Whose rows these are.
    #[must_use]
    pub fn id(&self) -> TenantId {
        self.tenant
    }
}

/// One transaction, seen across tenants.
pub struct EveryoneTx<'unit> {
    database: &'unit mut (dyn Database + 'unit),
}
