//! Which identity providers a company accepts: set by the operator.

use mithaq_domain::{id::TenantId, oidc::Provider};
use mithaq_store::StoreError;

use crate::{App, Failure};

/// Accepts a provider from now on, in place of an earlier setting of the same one.
pub async fn set_provider(app: &App, tenant: TenantId, provider: Provider) -> Result<(), Failure> {
    let mut settings = app.tenant(tenant)?.tenant.settings.clone();
    settings
        .providers
        .retain(|known| known.name != provider.name);
    settings.providers.push(provider);
    app.store()
        .write(move |tx| tx.tenant(tenant).set_settings(&settings))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    app.reload_tenants().await
}
