//! "Continue": the person's first act exchanges the link for a browser session.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mithaq_domain::{
    evidence::Act,
    id::EntryId,
    session::{BROWSER_LIFE, Phase, Step},
};

use super::{
    Guest, GuestRefusal,
    advance::advance,
    guest::{Ask, cookie_hash},
};
use crate::{App, error::Answer};

/// The browser session that was made.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Value of the session cookie; `None` when this browser has one already.
    pub cookie: Option<String>,
}

/// Exchanges the link.
pub async fn open_browser(app: &App, ask: Ask) -> Answer<Opened, GuestRefusal> {
    let (now, inner) = (app.now(), app.clone());
    let cookie = URL_SAFE_NO_PAD.encode(app.random::<32>());
    let entry = EntryId::new(now, &app.random());
    app.store()
        .write(move |tx| {
            let guest = match Guest::act(&inner, tx, &ask)? {
                Ok(guest) => guest,
                Err(refusal) => return Ok(Err(refusal)),
            };
            if guest.cookie_hash.is_some() {
                return Ok(Ok(Opened { cookie: None }));
            }
            let mut tx = tx.tenant(guest.context.tenant.id);
            match guest.step {
                Step::Open => {
                    if let Err(refusal) = advance(&mut tx, &guest, Phase::Opened, None, now)? {
                        return Ok(Err(refusal));
                    }
                }
                // On the way to the signed copy: what is completed stays as it is.
                Step::AlreadyCompleted => {}
                _ => return Ok(Err(GuestRefusal::WrongStep)),
            }
            tx.insert_browser(
                &cookie_hash(&inner, &cookie),
                guest.row.id,
                (now, now.plus(BROWSER_LIFE)),
            )?;
            tx.insert_entry(&guest.entry((entry, now), Act::SessionOpened, None, "{}".to_owned()))?;
            Ok(Ok(Opened {
                cookie: Some(cookie.clone()),
            }))
        })
        .await
}
