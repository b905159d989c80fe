//! Who decides whether pictures prove an identity, is set.

use mithaq_domain::{id::TenantId, transaction::provider::IdentityProvider};
use mithaq_store::StoreError;

use crate::{App, Failure, app::refused, error::Answer};

/// Magic inputs are for a sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSandbox;

/// Sets who decides in a company.
pub async fn set_identity_provider(
    app: &App,
    tenant: TenantId,
    provider: IdentityProvider,
) -> Answer<(), NoSandbox> {
    let mut settings = app.tenant(tenant)?.tenant.settings.clone();
    settings.identity_provider = provider;
    if !settings.is_identity_provider_allowed() {
        return refused(NoSandbox);
    }
    app.store()
        .write(move |tx| tx.tenant(tenant).set_settings(&settings))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    app.reload_tenants().await?;
    Ok(Ok(()))
}
