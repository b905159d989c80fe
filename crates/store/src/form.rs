//! Contract types and their immutable versions: the form as JSON, the documents as the texts of
//! their templates, unread here.

use std::sync::Arc;

use mithaq_domain::{form::Form, id::ContractTypeId, time::Instant};

use crate::{
    Row, StoreError, TenantTx,
    tenant::{from_json, to_json},
};

statements! {
    FIND_TYPE = "SELECT version FROM contract_type WHERE tenant_id = $1 AND id = $2";
    UPSERT_TYPE = "INSERT INTO contract_type (tenant_id, id, version, active) VALUES ($1, $2, $3, 1)
        ON CONFLICT (tenant_id, id) DO UPDATE SET version = excluded.version, active = 1";
    INSERT_VERSION = "INSERT INTO contract_type_version (tenant_id, contract_type_id, version, form, created_at)
        VALUES ($1, $2, $3, $4, $5)";
    INSERT_TEMPLATE = "INSERT INTO template_version (tenant_id, contract_type_id, version, ordinal, body)
        VALUES ($1, $2, $3, $4, $5)";
    LIST_ACTIVE = "SELECT contract_type.version, contract_type_version.form FROM contract_type
        JOIN contract_type_version ON contract_type_version.tenant_id = contract_type.tenant_id
            AND contract_type_version.contract_type_id = contract_type.id
            AND contract_type_version.version = contract_type.version
        WHERE contract_type.tenant_id = $1 AND contract_type.active = 1 ORDER BY contract_type.id";
    FIND_VERSION = "SELECT version, form FROM contract_type_version
        WHERE tenant_id = $1 AND contract_type_id = $2 AND version = $3";
    LIST_TEMPLATES = "SELECT body FROM template_version
        WHERE tenant_id = $1 AND contract_type_id = $2 AND version = $3 ORDER BY ordinal";
}

/// One version of a contract type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormVersion {
    /// Its number, from 1.
    pub version: i64,
    /// The form, which may be large and is never changed: it is shared, not copied.
    pub form: Arc<Form>,
}

impl TenantTx<'_> {
    /// The current version number of a type, if the tenant has it.
    pub fn find_form_version(&mut self, id: ContractTypeId) -> Result<Option<i64>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_TYPE, params![tenant, id.get()])?;
        row.map(|row| row.integer(0)).transpose()
    }

    /// Stores a new version and makes it the current one.
    pub fn insert_form(
        &mut self,
        new: &FormVersion,
        templates: &[String],
        now: Instant,
    ) -> Result<(), StoreError> {
        let (tenant, id) = (self.id().get(), new.form.id.get());
        self.execute(UPSERT_TYPE, params![tenant, id, new.version])?;
        let form = to_json(&*new.form)?;
        self.execute(
            INSERT_VERSION,
            params![tenant, id, new.version, form, now.unix_millis()],
        )?;
        for (ordinal, body) in (0_i64..).zip(templates) {
            self.execute(
                INSERT_TEMPLATE,
                params![tenant, id, new.version, ordinal, body],
            )?;
        }
        Ok(())
    }

    /// The current version of every active type.
    pub fn list_forms(&mut self) -> Result<Vec<FormVersion>, StoreError> {
        let tenant = self.id().get();
        self.query(LIST_ACTIVE, params![tenant])?
            .iter()
            .map(read)
            .collect()
    }

    /// One version of a type, current or not.
    pub fn find_form(
        &mut self,
        id: ContractTypeId,
        version: i64,
    ) -> Result<Option<FormVersion>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_VERSION, params![tenant, id.get(), version])?;
        row.as_ref().map(read).transpose()
    }

    /// The templates of one version, in order.
    pub fn list_templates(
        &mut self,
        id: ContractTypeId,
        version: i64,
    ) -> Result<Vec<String>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_TEMPLATES, params![tenant, id.get(), version])?;
        rows.iter()
            .map(|row| row.text(0).map(str::to_owned))
            .collect()
    }
}

fn read(row: &Row) -> Result<FormVersion, StoreError> {
    Ok(FormVersion {
        version: row.integer(0)?,
        form: Arc::new(from_json(row, 1)?),
    })
}
