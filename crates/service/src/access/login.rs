//! `credentials/Login`: a member of staff shows name and password and gets a pair of tokens.

use mithaq_domain::{
    access::{ACCESS_TOKEN_LIFE, ApiClient, Holder, LoginFailures, REFRESH_TOKEN_LIFE},
    id::{FamilyId, MemberId, TenantId},
    time::{Instant, Span},
};
use mithaq_store::{StoreError, access::LoginName};

use super::{
    TokenPair, password, sha256,
    token::{self, Bearer},
};
use crate::{App, Failure, app::refused, error::Answer};

/// A well-formed hash of a password that nobody knows: checked where there is no such user, so
/// that both answers take the same time.
pub(crate) const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bWl0aGFxLW5vYm9keS1zYWx0$Yn0OoJXkFBPD1SxNHkNtyTHTx9dOKOcF3QrwBtEhq9I";

/// What was shown.
#[derive(Clone)]
pub struct LoginAsk {
    /// The client program's key.
    pub client: ApiClient,
    /// The tenancy named in the body.
    pub tenancy_name: String,
    /// User name or e-mail address.
    pub user: String,
    /// The password.
    pub password: String,
    /// The caller's network address.
    pub address: String,
}

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginRefusal {
    /// Unknown user, wrong password or another tenancy: one answer for all.
    WrongCredentials,
    /// Too many wrong passwords from this address.
    Locked {
        /// How long to wait.
        wait: Span,
    },
}

/// Checks name and password and begins a family of tokens.
pub async fn login(app: &App, ask: LoginAsk) -> Answer<TokenPair, LoginRefusal> {
    let now = app.now();
    let context = app.tenant(ask.client.tenant)?;
    let name = LoginName {
        user_name_index: context.key.blind_index("user name", &normalised(&ask.user)),
        email_index: context.key.blind_index("e-mail", &normalised(&ask.user)),
        address_index: context.key.blind_index("address", &ask.address),
    };
    let tenant = ask.client.tenant;
    let (member, failures) = app
        .store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            Ok::<_, StoreError>((tx.find_member(&name)?, tx.get_login_failures(&name)?))
        })
        .await?;
    if let Some(wait) = failures.wait(now) {
        return refused(LoginRefusal::Locked { wait });
    }
    // Counted before the slow check, in one unit with the question: of many tries at once no more
    // get through than one after the other would. The right password forgets the count.
    if let Some(wait) = count_try(app, tenant, name, now).await? {
        return refused(LoginRefusal::Locked { wait });
    }
    let hash = member
        .as_ref()
        .map_or(NOBODY.to_owned(), |member| member.password_hash.clone());
    let shown = ask.password.clone();
    let right = app
        .pool()
        .run(move || password::is_password(&shown, &hash))
        .await?;
    let of_tenant = app
        .tenant_by_name(&ask.tenancy_name)
        .is_some_and(|named| named.tenant.id == tenant);
    match member {
        Some(member) if right && of_tenant && member.grant.addresses.allows(&ask.address) => {
            Ok(Ok(begin(app, &ask, member.id, name).await?))
        }
        _ => refused(LoginRefusal::WrongCredentials),
    }
}

/// User names and addresses are compared without regard to letter case and outer white space.
pub(crate) fn normalised(user: &str) -> String {
    user.trim().to_lowercase()
}

/// Counts a try as failed until it proves right; how long to wait where no try is left.
pub(crate) async fn count_try(
    app: &App,
    tenant: TenantId,
    name: LoginName,
    now: Instant,
) -> Result<Option<Span>, Failure> {
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let failures = tx.get_login_failures(&name)?;
            if let Some(wait) = failures.wait(now) {
                return Ok(Some(wait));
            }
            tx.set_login_failures(&name, failures.failed(now))?;
            Ok(None)
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))
}

async fn begin(
    app: &App,
    ask: &LoginAsk,
    member: MemberId,
    name: LoginName,
) -> Result<TokenPair, Failure> {
    let now = app.now();
    let family = FamilyId::new(now, &app.random());
    let bearer = Bearer {
        tenant: ask.client.tenant,
        holder: Holder::Member(member),
        family,
    };
    let (pair, hash) = new_pair(app, bearer, now)?;
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(bearer.tenant);
            tx.set_login_failures(&name, LoginFailures::default())?;
            tx.insert_family(family, bearer.holder, now)?;
            tx.insert_refresh_token(&hash, family, now.plus(REFRESH_TOKEN_LIFE))
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    Ok(pair)
}

/// A new pair of tokens, and the hash under which the refresh token is stored.
pub(super) fn new_pair(
    app: &App,
    bearer: Bearer,
    now: Instant,
) -> Result<(TokenPair, [u8; 32]), Failure> {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let refresh_token = URL_SAFE_NO_PAD.encode(app.random::<32>());
    let hash = sha256(refresh_token.as_bytes());
    let pair = TokenPair {
        holder: bearer.holder,
        access_token: token::issue(app, bearer, now)?,
        access_life: ACCESS_TOKEN_LIFE,
        refresh_token,
        refresh_life: REFRESH_TOKEN_LIFE,
    };
    Ok((pair, hash))
}
