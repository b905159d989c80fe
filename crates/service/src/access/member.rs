//! Members of staff: made, listed, shut out, given a new password or secret. Passwords are drawn
//! here and shown once; they are stored by their Argon2id hash.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mithaq_domain::{
    access::{AddressList, Holder, MemberKind, Permissions, Role},
    id::{MemberId, TenantId},
};
use mithaq_store::{
    StoreError, TenantTx,
    access::member::{Grant, MemberRow, NamedMember, NewMember},
    vault::{Entropy, TenantKey},
};
use serde::{Deserialize, Serialize};

use super::{login::normalised, password::hash_password};
use crate::{App, Failure, app::refused, error::Answer};

/// What a new member is to be.
#[derive(Clone, Debug)]
pub enum MemberWish {
    /// Somebody, with a role.
    Person(
        /// What it is employed for.
        Role,
    ),
    /// A program.
    Service {
        /// What it may do.
        scopes: Permissions,
        /// Where it may call from.
        addresses: AddressList,
    },
}

impl MemberWish {
    fn grant(self) -> Grant {
        match self {
            Self::Person(role) => Grant {
                kind: MemberKind::Person,
                role: Some(role),
                scopes: Permissions::default(),
                addresses: AddressList::default(),
            },
            Self::Service { scopes, addresses } => Grant {
                kind: MemberKind::Service,
                role: None,
                scopes,
                addresses,
            },
        }
    }
}

/// Why nothing was done to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberRefusal {
    /// There is a member of that name.
    NameTaken,
    /// The name is empty or longer than 256 characters.
    BadName,
    /// There is no member of that name.
    NotFound,
    /// A service logs in by its secret alone.
    NotForServices,
}

/// A member as people see it.
#[derive(Clone, Debug)]
pub struct MemberShown {
    /// Its user name.
    pub user_name: String,
    /// Everything else.
    pub row: MemberRow,
}

/// What is sealed of a member.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Names {
    user_name: String,
    email: Option<String>,
}

/// The row of a new member whose password was hashed; an address as a user name is its e-mail too.
pub(crate) fn member_row(
    key: &TenantKey,
    id: MemberId,
    (user, password_hash): (&str, String),
    wish: MemberWish,
    entropy: &dyn Entropy,
) -> Result<NewMember, Failure> {
    let name = normalised(user);
    let is_email = user.contains('@');
    let names = Names {
        user_name: user.trim().to_owned(),
        email: is_email.then(|| user.trim().to_owned()),
    };
    let names = serde_json::to_vec(&names).map_err(|_| Failure::Inconsistent("names"))?;
    Ok(NewMember {
        id,
        user_name_index: key.blind_index("user name", &name),
        email_index: is_email.then(|| key.blind_index("e-mail", &name)),
        password_hash,
        grant: wish.grant(),
        sealed: key.seal("member", &id.to_string(), &names, entropy)?,
    })
}

/// The member of a user name or e-mail address, shut out or not.
pub(crate) fn find_named_member(
    tx: &mut TenantTx<'_>,
    key: &TenantKey,
    name: &str,
) -> Result<Option<NamedMember>, StoreError> {
    let name = normalised(name);
    tx.find_named_member(
        &key.blind_index("user name", &name),
        &key.blind_index("e-mail", &name),
    )
}

/// The user name of a member.
pub(crate) fn member_name(
    tx: &mut TenantTx<'_>,
    key: &TenantKey,
    id: MemberId,
) -> Result<String, Failure> {
    let sealed = tx.find_member_names(id)?;
    let sealed = sealed.ok_or(Failure::Inconsistent("a member without a row"))?;
    Ok(open_names(key, id, &sealed)?.user_name)
}

fn open_names(key: &TenantKey, id: MemberId, sealed: &[u8]) -> Result<Names, Failure> {
    let names = key.open("member", &id.to_string(), sealed)?;
    serde_json::from_slice(&names).map_err(|_| Failure::Inconsistent("names of a member"))
}

/// Makes a member; what is answered is its password, which nobody can show again.
pub async fn create_member(
    app: &App,
    tenant: TenantId,
    user: &str,
    wish: MemberWish,
) -> Answer<String, MemberRefusal> {
    if user.trim().is_empty() || user.chars().count() > 256 {
        return refused(MemberRefusal::BadName);
    }
    let context = app.tenant(tenant)?;
    let (password, hash) = draw_password(app).await?;
    // A number that is drawn for a member whose name turns out to be taken is never used: no harm.
    let id = app
        .store()
        .write(move |tx| tx.tenant(tenant).count_up("member"))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let id = MemberId::new(id);
    let (row, now) = (
        member_row(&context.key, id, (user, hash), wish, app.entropy())?,
        app.now(),
    );
    let stored = app
        .store()
        .write(move |tx| tx.tenant(tenant).insert_member(&row, now))
        .await;
    match stored {
        Ok(()) => Ok(Ok(password)),
        Err(StoreError::Unique(_)) => refused(MemberRefusal::NameTaken),
        Err(error) => Err(error.into()),
    }
}

/// Every member of a tenant.
pub async fn list_members(app: &App, tenant: TenantId) -> Result<Vec<MemberShown>, Failure> {
    let context = app.tenant(tenant)?;
    let rows = app
        .store()
        .read(move |tx| tx.tenant(tenant).list_members())
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    rows.into_iter()
        .map(|row| {
            Ok(MemberShown {
                user_name: open_names(&context.key, row.id, &row.sealed)?.user_name,
                row,
            })
        })
        .collect()
}

/// Shuts a member out, at once: its tokens are worth nothing from now on. Or lets it log in again.
pub async fn set_member_disabled(
    app: &App,
    tenant: TenantId,
    user: &str,
    disabled: bool,
) -> Answer<i64, MemberRefusal> {
    let (index, now) = (index(app, tenant, user)?, app.now());
    let changed = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let Some(id) = tx.find_member_id(&index)? else {
                return Ok(None);
            };
            tx.set_member_disabled(id, disabled.then_some(now))?;
            tx.revoke_families(Holder::Member(id), now)?;
            Ok(Some((id, tx.count_awaited_countersignatures(id)?)))
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let (id, awaited) = changed.unzip();
    Ok(ended(app, tenant, id).map(|()| awaited.unwrap_or_default()))
}

/// Gives a member a new password or secret, and ends its log-ins; what is answered is shown once.
pub async fn renew_member_password(
    app: &App,
    tenant: TenantId,
    user: &str,
) -> Answer<String, MemberRefusal> {
    let (password, hash) = draw_password(app).await?;
    let (index, now) = (index(app, tenant, user)?, app.now());
    let changed = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let Some(id) = tx.find_member_id(&index)? else {
                return Ok(None);
            };
            tx.set_member_password(id, &hash)?;
            tx.revoke_families(Holder::Member(id), now)?;
            Ok(Some(id))
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    Ok(ended(app, tenant, changed).map(|()| password))
}

fn ended(app: &App, tenant: TenantId, changed: Option<MemberId>) -> Result<(), MemberRefusal> {
    let id = changed.ok_or(MemberRefusal::NotFound)?;
    app.tokens().revoke_member(tenant, id);
    Ok(())
}

pub(super) fn index(app: &App, tenant: TenantId, user: &str) -> Result<[u8; 32], Failure> {
    let context = app.tenant(tenant)?;
    Ok(context.key.blind_index("user name", &normalised(user)))
}

/// A password of 120 random bits and its hash.
async fn draw_password(app: &App) -> Result<(String, String), Failure> {
    let password = URL_SAFE_NO_PAD.encode(app.random::<15>());
    let shown = password.clone();
    let hash = app.pool().run(move || hash_password(&shown)).await?;
    Ok((password, hash))
}
