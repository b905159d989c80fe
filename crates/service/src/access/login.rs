//! `credentials/Login`: a member of staff shows name and password, and the second factor where
//! there is one, and gets a pair of tokens.

use mithaq_domain::{
    access::{ACCESS_TOKEN_LIFE, ApiClient, Holder, LoginFailures, REFRESH_TOKEN_LIFE},
    id::{FamilyId, MemberId, TenantId},
    time::{Instant, Span},
};
use mithaq_store::{
    StoreError,
    access::{LoginName, member::LoginMember},
};

use super::{
    RecipientKey, TokenPair, password,
    second_factor::step_of,
    sha256,
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
    /// The code of the second factor, where one is sent.
    pub two_factor_code: Option<String>,
    /// A key of the caller's, under which the access token is given encrypted as well.
    pub user_public_key: Option<String>,
    /// The caller's network address.
    pub address: String,
}

/// What a right password leads to.
#[derive(Clone, Debug)]
pub enum LoggedIn {
    /// A pair of tokens.
    Tokens {
        /// The pair.
        pair: TokenPair,
        /// Its access token under the caller's key.
        encrypted: Option<String>,
    },
    /// The call is to be repeated with a code of the second factor.
    SecondFactorNeeded(
        /// Whose.
        MemberId,
    ),
}

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginRefusal {
    /// The caller's key cannot be read.
    MalformedPublicKey,
    /// The password is right, the code of the second factor is not, or was used before.
    WrongSecondFactor,
    /// Unknown user, wrong password or another tenancy: one answer for all.
    WrongCredentials,
    /// Too many wrong passwords from this address.
    Locked {
        /// How long to wait.
        wait: Span,
    },
}

/// Checks name and password, and the second factor of those who have one, and begins a family of
/// tokens.
pub async fn login(app: &App, ask: LoginAsk) -> Answer<LoggedIn, LoginRefusal> {
    let (now, tenant) = (app.now(), ask.client.tenant);
    let recipient = ask.user_public_key.as_deref().map(RecipientKey::parse);
    let Ok(recipient) = recipient.transpose() else {
        return refused(LoginRefusal::MalformedPublicKey);
    };
    let name = login_name(app, &ask)?;
    let _turn = app.turns().wait(&name).await;
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
    // get through than one after the other would. A log-in that comes to its end forgets the count.
    if let Some(wait) = count_try(app, tenant, name, now).await? {
        return refused(LoginRefusal::Locked { wait });
    }
    let Some(member) = proved(app, &ask, member).await? else {
        return refused(LoginRefusal::WrongCredentials);
    };
    let step = match second_factor(app, &ask, &member)? {
        SecondFactor::None => None,
        SecondFactor::Right(step) => Some(step),
        SecondFactor::Wrong => return refused(LoginRefusal::WrongSecondFactor),
        SecondFactor::Missing => {
            // The password was right: this try was none. Wrong codes before it stay counted, else
            // whoever knows the password could guess on for ever.
            give_back(app, tenant, name).await?;
            return Ok(Ok(LoggedIn::SecondFactorNeeded(member.id)));
        }
    };
    let begun = begin(app, (tenant, name), member, step).await?;
    begun.map_or_else(refused, |pair| {
        let encrypted = recipient.map(|key| key.encrypt_token(app, &pair.access_token));
        let encrypted = encrypted.transpose()?;
        Ok(Ok(LoggedIn::Tokens { pair, encrypted }))
    })
}

fn login_name(app: &App, ask: &LoginAsk) -> Result<LoginName, Failure> {
    let (context, user) = (app.tenant(ask.client.tenant)?, normalised(&ask.user));
    Ok(LoginName {
        user_name_index: context.key.blind_index("user name", &user),
        email_index: context.key.blind_index("e-mail", &user),
        address_index: context.key.blind_index("address", &ask.address),
    })
}

/// The member whose password was shown, from where it may call. Takes as long for nobody.
async fn proved(
    app: &App,
    ask: &LoginAsk,
    member: Option<LoginMember>,
) -> Result<Option<LoginMember>, Failure> {
    let hash = member.as_ref().map(|member| member.password_hash.clone());
    let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
    let shown = ask.password.clone();
    let right = app
        .pool()
        .run(move || password::is_password(&shown, &hash))
        .await?;
    let named = app.tenant_by_name(&ask.tenancy_name);
    let of_tenant = named.is_some_and(|named| named.tenant.id == ask.client.tenant);
    Ok(member.filter(|member| right && of_tenant && member.grant.addresses.allows(&ask.address)))
}

/// What was shown of a second factor.
enum SecondFactor {
    /// The member has none.
    None,
    /// The code of this time step.
    Right(i64),
    /// Another code, or one that was used.
    Wrong,
    /// The member has one, but no code was sent.
    Missing,
}

fn second_factor(app: &App, ask: &LoginAsk, member: &LoginMember) -> Result<SecondFactor, Failure> {
    let Some(sealed) = &member.totp else {
        return Ok(SecondFactor::None);
    };
    let Some(code) = ask.two_factor_code.as_deref() else {
        return Ok(SecondFactor::Missing);
    };
    let context = app.tenant(ask.client.tenant)?;
    let secret = (sealed.as_slice(), member.totp_step);
    let step = step_of(&context, member.id, secret, (code, app.now()))?;
    Ok(step.map_or(SecondFactor::Wrong, SecondFactor::Right))
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

async fn give_back(app: &App, tenant: TenantId, name: LoginName) -> Result<(), Failure> {
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let failures = tx.get_login_failures(&name)?;
            tx.set_login_failures(&name, failures.given_back())
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))
}

/// Begins a family, unless what was proved has changed since: the password, the second factor, that
/// the member may log in at all, or that the code of this step was not used.
async fn begin(
    app: &App,
    (tenant, name): (TenantId, LoginName),
    member: LoginMember,
    step: Option<i64>,
) -> Answer<TokenPair, LoginRefusal> {
    let now = app.now();
    let family = FamilyId::new(now, &app.random());
    let bearer = Bearer {
        tenant,
        holder: Holder::Member(member.id),
        family,
    };
    let (pair, hash) = new_pair(app, bearer, now)?;
    let proved = (member.id, member.password_hash, member.totp);
    let begun = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let found = tx.find_member(&name)?;
            let found = found.map(|found| (found.id, found.password_hash, found.totp));
            if found.as_ref() != Some(&proved) {
                return Ok(Err(LoginRefusal::WrongCredentials));
            }
            if let Some(step) = step
                && !tx.use_totp_step(proved.0, step)?
            {
                return Ok(Err(LoginRefusal::WrongSecondFactor));
            }
            tx.set_login_failures(&name, LoginFailures::default())?;
            tx.insert_family(family, bearer.holder, now)?;
            tx.insert_refresh_token(&hash, family, now.plus(REFRESH_TOKEN_LIFE))?;
            Ok(Ok(()))
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    Ok(begun.map(|()| pair))
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
