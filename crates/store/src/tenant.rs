//! Tenants, their counters, and the proof that the database belongs to the master key at hand.

use mithaq_domain::{
    id::TenantId,
    tenant::{Settings, TenancyName, Tenant},
    time::Instant,
};

use crate::{EveryoneTx, Row, StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO tenant (id, name, settings, wrapped_key, created_at) VALUES ($1, $2, $3, $4, $5)";
    LIST = "SELECT id, name, settings, wrapped_key FROM tenant ORDER BY id";
    SET_SETTINGS = "UPDATE tenant SET settings = $2 WHERE id = $1";
    LAST_ID = "SELECT COALESCE(MAX(id), 0) FROM tenant";
    COUNT_UP = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, $2, 1)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = counter.value + 1 RETURNING value";
    SET_COUNT = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value";
    FIND_COUNT = "SELECT value FROM counter WHERE tenant_id = $1 AND name = $2";
    FIND_FINGERPRINT = "SELECT master_fingerprint FROM house WHERE id = 1";
    INSERT_FINGERPRINT = "INSERT INTO house (id, master_fingerprint) VALUES (1, $1)";
}

/// A tenant with its wrapped key.
#[derive(Clone, Debug)]
pub struct TenantRow {
    /// The tenant.
    pub tenant: Tenant,
    /// Its key, wrapped under the master key.
    pub wrapped_key: Vec<u8>,
}

impl EveryoneTx<'_> {
    /// The id that the next tenant gets.
    pub fn next_tenant_id(&mut self) -> Result<TenantId, StoreError> {
        let row = self.query_one(LAST_ID, &[])?;
        let last = row.map_or(Ok(0), |row| row.integer(0))?;
        Ok(TenantId::new(last.saturating_add(1)))
    }

    /// Stores a new tenant. [`StoreError::Unique`] when the name is taken.
    pub fn insert_tenant(&mut self, row: &TenantRow, now: Instant) -> Result<(), StoreError> {
        let settings = to_json(&row.tenant.settings)?;
        self.execute(
            INSERT,
            params![
                row.tenant.id.get(),
                row.tenant.name.as_str(),
                settings,
                &row.wrapped_key,
                now.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// Every tenant of this server.
    pub fn list_tenants(&mut self) -> Result<Vec<TenantRow>, StoreError> {
        self.query(LIST, &[])?.iter().map(read).collect()
    }

    /// The fingerprint of the master key that this database belongs to.
    pub fn find_master_fingerprint(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        let row = self.query_one(FIND_FINGERPRINT, &[])?;
        row.map(|row| row.bytes(0).map(<[u8]>::to_vec)).transpose()
    }

    /// Notes the fingerprint at first start.
    pub fn insert_master_fingerprint(&mut self, fingerprint: &[u8; 32]) -> Result<(), StoreError> {
        self.execute(INSERT_FINGERPRINT, params![fingerprint])?;
        Ok(())
    }
}

impl TenantTx<'_> {
    /// Replaces the settings.
    pub fn set_settings(&mut self, settings: &Settings) -> Result<(), StoreError> {
        let (id, settings) = (self.id().get(), to_json(settings)?);
        self.execute(SET_SETTINGS, params![id, settings])?;
        Ok(())
    }

    /// The next number of a counter of this tenant, from 1.
    pub fn count_up(&mut self, name: &str) -> Result<i64, StoreError> {
        let id = self.id().get();
        let row = self.query_one(COUNT_UP, params![id, name])?;
        row.map_or(Ok(1), |row| row.integer(0))
    }

    /// Sets a counter of this tenant.
    pub(crate) fn set_count(&mut self, name: &str, value: i64) -> Result<(), StoreError> {
        let id = self.id().get();
        self.execute(SET_COUNT, params![id, name, value])?;
        Ok(())
    }

    /// The last number that a counter of this tenant gave; 0 when it gave none.
    pub fn find_count(&mut self, name: &str) -> Result<i64, StoreError> {
        let id = self.id().get();
        let row = self.query_one(FIND_COUNT, params![id, name])?;
        row.map_or(Ok(0), |row| row.integer(0))
    }
}

fn read(row: &Row) -> Result<TenantRow, StoreError> {
    Ok(TenantRow {
        tenant: Tenant {
            id: TenantId::new(row.integer(0)?),
            name: TenancyName::parse(row.text(1)?).map_err(|_| row.corrupt(1, "a tenancy name"))?,
            settings: from_json(row, 2)?,
        },
        wrapped_key: row.bytes(3)?.to_vec(),
    })
}

/// Writes a value as JSON for a TEXT column.
pub(crate) fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Statement(error.to_string()))
}

/// Reads the JSON of a TEXT column.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(
    row: &Row,
    column: usize,
) -> Result<T, StoreError> {
    serde_json::from_str(row.text(column)?).map_err(|_| row.corrupt(column, "JSON of its type"))
}
