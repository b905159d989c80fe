//! A new company: its key, its test chain for seals, one administrator and one ApiKey, whose
//! secrets are shown once and stored hashed. A public sandbox has what opens it to everyone besides.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mithaq_domain::{
    access::{AddressList, KeyKind, Role},
    id::MemberId,
    tenant::{Settings, TenancyName, Tenant},
};
use mithaq_pades::generate_test_chain;
use mithaq_store::{
    StoreError,
    access::{api_key::NewApiKey, member::NewMember},
    seal::SealKeyRow,
    tenant::TenantRow,
};

use super::public_sandbox::Opening;
use crate::{
    App, Failure,
    access::{KeyWish, MemberWish, draw_api_key, hash_password, member_row},
    app::refused,
    contract::{seal_context, write_certificates},
    error::Answer,
};

/// What a new company is to be.
#[derive(Clone, Debug)]
pub struct CreateTenant {
    /// Its unique name.
    pub name: String,
    /// Its settings.
    pub settings: Settings,
    /// User name of its first administrator.
    pub admin: String,
    /// That administrator's password; drawn when absent.
    pub password: Option<String>,
    /// Whether it is a sandbox that is open to whoever reads the documentation.
    pub is_public: bool,
}

/// What the operator is told, once.
#[derive(Clone)]
pub struct NewTenant {
    /// The tenant.
    pub tenant: Tenant,
    /// The ApiKey.
    pub api_key: String,
    /// The administrator's password.
    pub password: String,
}

/// Why there is no new company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateTenantRefusal {
    /// The name has other characters than letters, digits, `-`, `_` and `.`.
    BadName,
    /// There is a company of that name.
    NameTaken,
    /// The time zone is unknown.
    UnknownTimeZone,
    /// A production tenant needs a key of its own: it is made first, then its key is imported.
    NoProductionKey,
}

/// Makes a company.
pub async fn create_tenant(app: &App, ask: CreateTenant) -> Answer<NewTenant, CreateTenantRefusal> {
    let Ok(name) = TenancyName::parse(&ask.name) else {
        return refused(CreateTenantRefusal::BadName);
    };
    if !mithaq_domain::place::is_time_zone(&ask.settings.time_zone) {
        return refused(CreateTenantRefusal::UnknownTimeZone);
    }
    if ask.settings.production {
        return refused(CreateTenantRefusal::NoProductionKey);
    }
    let id = app
        .store()
        .read(|tx| tx.everyone().next_tenant_id())
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let mut tenant = Tenant {
        id,
        name,
        settings: ask.settings,
    };
    let opening = ask.is_public.then(|| Opening::draw(app, &mut tenant));
    let (api_key, key_row) = draw_api_key(app, id, first_key());
    let password = ask
        .password
        .unwrap_or_else(|| URL_SAFE_NO_PAD.encode(app.random::<15>()));
    let mut rows = rows(app, &tenant, (&ask.admin, &password), opening).await?;
    rows.keys.push(key_row);
    let now = app.now();
    let stored = app
        .store()
        .write(move |tx| {
            tx.everyone().insert_tenant(&rows.tenant, now)?;
            let mut tx = tx.tenant(id);
            for member in &rows.members {
                tx.count_up("member")?;
                tx.insert_member(member, now)?;
            }
            for key in &rows.keys {
                tx.insert_api_key(key, now)?;
            }
            tx.insert_seal_key(&rows.seal_key, now)
        })
        .await;
    match stored {
        Ok(()) => app.reload_tenants().await?,
        Err(StoreError::Unique(_)) => return refused(CreateTenantRefusal::NameTaken),
        Err(error) => return Err(error.into()),
    }
    Ok(Ok(NewTenant {
        tenant,
        api_key,
        password,
    }))
}

fn first_key() -> KeyWish {
    KeyWish {
        kind: KeyKind::Secret,
        name: "first".to_owned(),
        widened: false,
        always_ok: false,
        addresses: AddressList::default(),
    }
}

struct Rows {
    tenant: TenantRow,
    members: Vec<NewMember>,
    keys: Vec<NewApiKey>,
    seal_key: SealKeyRow,
}

async fn rows(
    app: &App,
    tenant: &Tenant,
    (admin, password): (&str, &str),
    opening: Option<Opening>,
) -> Result<Rows, Failure> {
    let (key, wrapped_key) = app.keys().new_tenant_key(tenant.id, app.entropy())?;
    let shown = password.to_owned();
    let hash = app.pool().run(move || hash_password(&shown)).await?;
    let wish = MemberWish::Person(Role::Administrator);
    let (id, names) = (MemberId::new(1), (admin, hash));
    let mut members = vec![member_row(&key, id, names, wish, app.entropy())?];
    if let Some(opening) = &opening {
        members.push(opening.member(app, &key, MemberId::new(2)).await?);
    }
    Ok(Rows {
        members,
        keys: opening.map(|opening| opening.key).into_iter().collect(),
        seal_key: test_seal_key(app, tenant)?,
        tenant: TenantRow {
            tenant: tenant.clone(),
            wrapped_key,
        },
    })
}

/// A generated chain: its subject says TEST, and it is never issued to a customer.
fn test_seal_key(app: &App, tenant: &Tenant) -> Result<SealKeyRow, Failure> {
    let chain = generate_test_chain(&tenant.settings.display.en, app.now().unix_seconds())?;
    Ok(SealKeyRow {
        id: 1,
        origin: "test".to_owned(),
        sealed: app.keys().seal_wrap.seal(
            &seal_context(tenant.id, "1"),
            chain.seal_key_pkcs8.expose(),
            app.entropy(),
        )?,
        certificates: write_certificates(&[chain.seal_der.clone(), chain.issuing_der.clone()]),
        root_certificate: chain.root_der,
        lists: write_certificates(&chain.lists),
        token: None,
    })
}
