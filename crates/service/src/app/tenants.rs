//! Tenants in memory: few, read by every call, changed rarely. Each with its unwrapped key and
//! the current version of its contract types.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use mithaq_domain::{
    form::Form,
    id::{ContractTypeId, TenantId},
    tenant::{TenancyName, Tenant},
};
use mithaq_store::{
    Store, StoreError, TenantTx, contract::ContractRow, form::FormVersion, tenant::TenantRow,
    vault::TenantKey,
};

use super::Keys;
use crate::{Failure, document::Documents};

/// A tenant with its key and forms.
pub struct TenantContext {
    /// The tenant.
    pub tenant: Tenant,
    /// Its key.
    pub key: TenantKey,
    /// Its active contract types.
    pub forms: Forms,
    /// The documents of its types that were read.
    pub documents: Documents,
}

impl TenantContext {
    /// The form of a contract in the version that the contract keeps; the current one is at hand.
    pub fn form_of(
        &self,
        tx: &mut TenantTx<'_>,
        contract: &ContractRow,
    ) -> Result<Arc<FormVersion>, Failure> {
        let (id, version) = (contract.form, contract.version);
        if let Some(current) = self.forms.find(id).filter(|form| form.version == version) {
            return Ok(Arc::clone(current));
        }
        let form = tx.find_form(id, version)?;
        form.map(Arc::new)
            .ok_or(Failure::Inconsistent("a contract without its form"))
    }
}

/// The current version of each active contract type.
pub struct Forms(Vec<Arc<FormVersion>>);

impl Forms {
    /// The forms alone, for the rules.
    pub fn all(&self) -> Vec<&Form> {
        self.0.iter().map(|version| &*version.form).collect()
    }

    /// The current version of a type.
    pub fn find(&self, id: ContractTypeId) -> Option<&Arc<FormVersion>> {
        self.0.iter().find(|version| version.form.id == id)
    }
}

type Map = HashMap<TenantId, Arc<TenantContext>>;

/// Every tenant of the server.
pub(super) struct Tenants(RwLock<Arc<Map>>);

impl Tenants {
    pub(super) fn load(store: &Store, keys: &Keys) -> Result<Self, Failure> {
        let rows = store
            .read_blocking(rows)
            .map_err(|error: StoreError| Failure::from(error))?;
        Ok(Self(RwLock::new(Arc::new(open(rows, keys)?))))
    }

    pub(super) async fn reload(&self, store: &Store, keys: &Keys) -> Result<(), Failure> {
        let rows = store
            .read(rows)
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
        let map = Arc::new(open(rows, keys)?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = map;
        Ok(())
    }

    pub(super) fn get(&self, id: TenantId) -> Option<Arc<TenantContext>> {
        self.map().get(&id).cloned()
    }

    pub(super) fn by_name(&self, name: &str) -> Option<Arc<TenantContext>> {
        let name = TenancyName::parse(name).ok()?;
        self.find(|context| context.tenant.name == name)
    }

    pub(super) fn find(
        &self,
        holds: impl Fn(&TenantContext) -> bool,
    ) -> Option<Arc<TenantContext>> {
        self.map().values().find(|context| holds(context)).cloned()
    }

    pub(super) fn ids(&self) -> Vec<TenantId> {
        let mut ids: Vec<TenantId> = self.map().keys().copied().collect();
        ids.sort_unstable();
        ids
    }

    pub(super) fn count(&self) -> usize {
        self.map().len()
    }

    fn map(&self) -> Arc<Map> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn rows(tx: &mut mithaq_store::Tx<'_>) -> Result<Vec<(TenantRow, Vec<FormVersion>)>, StoreError> {
    let tenants = tx.everyone().list_tenants()?;
    tenants
        .into_iter()
        .map(|row| {
            let forms = tx.tenant(row.tenant.id).list_forms()?;
            Ok((row, forms))
        })
        .collect()
}

fn open(rows: Vec<(TenantRow, Vec<FormVersion>)>, keys: &Keys) -> Result<Map, Failure> {
    rows.into_iter()
        .map(|(row, forms)| {
            let context = TenantContext {
                key: keys.open_tenant_key(row.tenant.id, &row.wrapped_key)?,
                forms: Forms(forms.into_iter().map(Arc::new).collect()),
                tenant: row.tenant,
                documents: Documents::default(),
            };
            Ok((context.tenant.id, Arc::new(context)))
        })
        .collect()
}
