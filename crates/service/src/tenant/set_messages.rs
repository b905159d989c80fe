//! A company's rules for messages, changed by the operator.

use mithaq_domain::{id::TenantId, message::MessagePolicy};
use mithaq_store::StoreError;

use crate::{App, Failure};

/// Sets the rules; they hold from now on.
pub async fn set_messages(
    app: &App,
    tenant: TenantId,
    policy: MessagePolicy,
) -> Result<(), Failure> {
    let mut settings = app.tenant(tenant)?.tenant.settings.clone();
    settings.messages = policy;
    app.store()
        .write(move |tx| tx.tenant(tenant).set_settings(&settings))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    app.reload_tenants().await
}
