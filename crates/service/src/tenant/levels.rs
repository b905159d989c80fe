//! Companies whose settings ask for more than this server can give.

use mithaq_domain::seal::SealLevel;

use crate::App;

/// The companies that want a level for which no timestamp authority is configured, by name, and which.
pub fn unattainable_levels(app: &App) -> Vec<(String, SealLevel)> {
    let mut found = Vec::new();
    for context in app.tenant_ids().into_iter().flat_map(|id| app.tenant(id)) {
        let (tenant, authorities) = (&context.tenant, app.authorities());
        let wanted = authorities.wanted(&tenant.settings);
        if wanted > authorities.attainable(&tenant.settings) {
            found.push((tenant.name.as_str().to_owned(), wanted));
        }
    }
    found
}
