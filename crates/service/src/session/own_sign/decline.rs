//! `CustomerSign/Decline`: a registered person declines by the company's app. The rules are those of
//! the hosted pages (`session/decline`): nobody is bound by it, so that neither a place nor a code nor
//! a verified identity is asked for.

use mithaq_domain::{access::User, contract::Ending, id::ContractId, session::Phase};

use super::SignRefusal;
use crate::{
    App, Failure,
    contract::Circumstances,
    error::Answer,
    session::{
        Guest,
        decline::{Draws, Said, leave},
    },
};

/// What a person's app says.
#[derive(Clone)]
pub struct DeclineByApp {
    /// The person.
    pub user: User,
    /// The contract.
    pub contract: ContractId,
    /// The person's own words, if any.
    pub reason: Option<String>,
    /// What the app says of its device, and where the call comes from.
    pub circumstances: Circumstances,
}

/// The person declines. Whoever did so before is answered as then, and the first words stand.
pub async fn decline_by_app(app: &App, ask: DeclineByApp) -> Answer<(), SignRefusal> {
    let (inner, context) = (app.clone(), app.tenant(ask.user.tenant)?);
    let draws = Draws::new(app, app.now());
    let answer = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(ask.user.tenant);
            let subject = (ask.user.person, ask.contract);
            let context = std::sync::Arc::clone(&context);
            let Some(guest) = Guest::of_person(&mut tx, context, subject, inner.now())? else {
                return Ok::<_, Failure>(Err(SignRefusal::NotFound));
            };
            let declined = Some(Ending::Declined.name());
            if guest.row.phase == Phase::Declined && guest.row.reason.as_deref() == declined {
                return Ok(Ok(()));
            }
            let said = Said {
                ending: Ending::Declined,
                words: ask.reason.as_deref(),
                circumstances: Some(&ask.circumstances),
            };
            let left = leave(&inner, &mut tx, &guest, &said, &draws)?;
            Ok(left.map_err(SignRefusal::Guest))
        })
        .await?;
    app.wake_worker();
    Ok(answer)
}
