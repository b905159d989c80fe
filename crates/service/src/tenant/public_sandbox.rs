//! A sandbox that is open to whoever reads the documentation, so that its calls can be tried there.
//! What opens it is drawn when it is made and stored as it is: it is no secret.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mithaq_domain::{
    access::{AddressList, KeyKind},
    id::MemberId,
    tenant::{PublicAccess, Tenant},
};
use mithaq_store::{
    access::{api_key::NewApiKey, member::NewMember},
    vault::TenantKey,
};

use crate::{
    App, Failure,
    access::{KeyWish, MemberWish, authenticate_client, draw_api_key, hash_password, member_row},
};

/// The user name of everyone.
const READER: &str = "reader";

/// What opens a company that is about to be made, and its key's row.
pub(super) struct Opening {
    access: PublicAccess,
    pub(super) key: NewApiKey,
}

impl Opening {
    /// Draws key and secret, and makes the company a public sandbox.
    pub(super) fn draw(app: &App, tenant: &mut Tenant) -> Self {
        let wish = KeyWish {
            kind: KeyKind::Publishable,
            name: "documentation".to_owned(),
            widened: true,
            always_ok: false,
            addresses: AddressList::default(),
        };
        let (api_key, key) = draw_api_key(app, tenant.id, wish);
        let access = PublicAccess {
            api_key,
            user: READER.to_owned(),
            password: URL_SAFE_NO_PAD.encode(app.random::<15>()),
        };
        tenant.settings = tenant.settings.clone().opened(access.clone());
        Self { access, key }
    }

    /// The row of the member that everyone logs in as.
    pub(super) async fn member(
        &self,
        app: &App,
        key: &TenantKey,
        id: MemberId,
    ) -> Result<NewMember, Failure> {
        let password = self.access.password.clone();
        let hash = app.pool().run(move || hash_password(&password)).await?;
        let wish = MemberWish::Service {
            scopes: PublicAccess::permissions(),
            addresses: AddressList::default(),
        };
        member_row(key, id, (&self.access.user, hash), wish, app.entropy())
    }
}

/// A public sandbox, as the documentation shows it.
#[derive(Clone, Debug)]
pub struct PublicSandbox {
    /// The company.
    pub tenant: Tenant,
    /// What opens it.
    pub access: PublicAccess,
}

/// The public sandbox of this server. None where its key is revoked, is not public, or is another
/// company's: no row that was tampered with puts anything else onto a page.
pub async fn public_sandbox(app: &App) -> Result<Option<PublicSandbox>, Failure> {
    let is_open = |tenant: &Tenant| tenant.settings.public_access().is_some();
    let Some(context) = app.find_tenant(|context| is_open(&context.tenant)) else {
        return Ok(None);
    };
    let tenant = context.tenant.clone();
    let Some(access) = tenant.settings.public_access().cloned() else {
        return Ok(None);
    };
    let client = authenticate_client(app, &access.api_key).await?;
    let is_its_own = client
        .is_ok_and(|client| client.tenant == tenant.id && client.kind == KeyKind::Publishable);
    Ok(is_its_own.then_some(PublicSandbox { tenant, access }))
}
