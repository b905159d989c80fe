//! `StepVerifyOAuthToken` and `VerifyOAuthToken`: an identity provider's token proves a mailbox, for
//! somebody who registers or for a registered person who gave it.

use mithaq_domain::{
    access::ApiClient,
    evidence::Act,
    id::{EntryId, ProofId},
    oidc::{ProviderName, TokenFault},
    text::Email,
};
use mithaq_store::StoreError;

use super::{Person, email_index};
use crate::{App, Failure, app::refused, error::Answer, oidc::verify_id_token};

/// A token as it was shown.
pub struct IdTokenAsk {
    /// The client program.
    pub client: ApiClient,
    /// Whose token it is.
    pub provider: ProviderName,
    /// The token.
    pub token: String,
    /// What the token must repeat, where the caller says.
    pub nonce: Option<String>,
}

/// The company does not accept this provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProviderNotSet;

/// What a token is worth.
pub type Judgement = Result<(ProofId, Email), TokenFault>;

/// Proves a mailbox to register with; the id is shown to `Register`.
pub async fn prove_by_id_token(app: &App, ask: IdTokenAsk) -> Answer<Judgement, ProviderNotSet> {
    let (tenant, now) = (ask.client.tenant, app.now());
    let email = match verify(app, &ask).await? {
        Ok(Ok(email)) => email,
        Ok(Err(fault)) => return Ok(Ok(Err(fault))),
        Err(refusal) => return refused(refusal),
    };
    let index = email_index(&app.tenant(tenant)?.key, &email);
    let id = ProofId::new(now, &app.random());
    app.store()
        .write(move |tx| tx.tenant(tenant).insert_proof(id, &index, now))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    Ok(Ok(Ok((id, email))))
}

/// Confirms the mailbox of the registered person who alone gave it.
pub async fn confirm_by_id_token(app: &App, ask: IdTokenAsk) -> Answer<Judgement, ProviderNotSet> {
    let (tenant, now, inner) = (ask.client.tenant, app.now(), app.clone());
    let email = match verify(app, &ask).await? {
        Ok(Ok(email)) => email,
        Ok(Err(fault)) => return Ok(Ok(Err(fault))),
        Err(refusal) => return refused(refusal),
    };
    let (context, shown) = (app.tenant(tenant)?, email.clone());
    let (id, entry) = (
        ProofId::new(now, &app.random()),
        EntryId::new(now, &app.random()),
    );
    let confirmed = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let index = email_index(&context.key, &shown);
            let owner = tx.find_person_by_email(&index)?;
            let claimant = tx.find_person_by_claimed_email(&index)?;
            let Some(row) = claimant.filter(|_| owner.is_none()) else {
                return Ok::<_, Failure>(false);
            };
            let mut person = Person::open(&context.key, row)?;
            person.profile.email = Some(shown.clone());
            person.row.email_index = Some(index.to_vec());
            person.row.claimed_email_index = None;
            person.reseal(&inner)?;
            tx.update_person(&person.row)?;
            tx.insert_proof(id, &index, now)?;
            tx.use_proof((id, &index), now, now)?;
            let detail = "{\"by\":\"id token\"}".to_owned();
            let entry = person.entry(tenant, (entry, now), Act::EmailConfirmed, detail);
            tx.insert_entry(&entry)?;
            Ok(true)
        })
        .await?;
    Ok(Ok(if confirmed {
        Ok((id, email))
    } else {
        Err(TokenFault::UnknownUser)
    }))
}

async fn verify(app: &App, ask: &IdTokenAsk) -> Answer<Result<Email, TokenFault>, ProviderNotSet> {
    let context = app.tenant(ask.client.tenant)?;
    let mut providers = context.tenant.settings.providers.iter();
    let Some(provider) = providers.find(|provider| provider.name == ask.provider) else {
        return refused(ProviderNotSet);
    };
    let shown = (ask.token.as_str(), ask.nonce.as_deref());
    Ok(Ok(verify_id_token(app, provider, shown).await?))
}
