//! What the company's staff may do with persons (`wire.md` 3, admin calls on users).

use axum::{extract::State, response::Response};
use mithaq_domain::person::Stage;
use mithaq_service::{
    person::{self, CancelRefusal, Canceller, ListPersons, ListedPerson},
    session::Page,
};
use mithaq_wire::{
    Envelope, code,
    person::{self as wire, ListedUser, listed_user},
};
use serde_json::Value;

use crate::{
    WebState,
    answer::{done, failed, invalid, refuse, respond},
    extract::{AdminCaller, JsonBody, permit},
};

/// `POST GetUsers`.
pub async fn get_users(
    State(state): State<WebState>,
    caller: AdminCaller<permit::Users>,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match wire::read_get_users(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    // Permissions and roles are those of members of staff, who are no persons here.
    if ask.only_members {
        return respond(&Envelope::list(Vec::new(), 0));
    }
    let ask = ListPersons {
        filter: ask.filter,
        only_locked: ask.only_locked,
        page: Page {
            max: ask.max,
            skip: ask.skip,
            oldest_first: ask.oldest_first,
        },
    };
    match person::list_persons(&state.app, caller.admin, ask).await {
        Ok((found, total)) => respond(&Envelope::list(found.iter().map(shown).collect(), total)),
        Err(failure) => failed(&failure, caller.locale),
    }
}

fn shown(listed: &ListedPerson) -> Value {
    let person = &listed.person;
    listed_user(&ListedUser {
        id: person.id.get(),
        profile: &person.profile,
        email_confirmed: person.email_confirmed,
        phone_confirmed: person.phone_confirmed,
        verified: person.stage == Stage::Verified,
        locked: listed.locked,
        creation_time: person.created_at.to_iso(),
    })
}

/// `POST CancelVerifiedDigitalIdentityForAdmin`.
pub async fn cancel_identity_for_admin(
    State(state): State<WebState>,
    caller: AdminCaller<permit::Users>,
    JsonBody(body): JsonBody,
) -> Response {
    let id = match wire::read_user(&body) {
        Ok(id) => id,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    match person::cancel_identity(&state.app, Canceller::Admin(caller.admin, id)).await {
        Ok(Ok(())) => done(Value::Bool(true)),
        Ok(Err(CancelRefusal::NotFound)) => refuse(code::NO_SUCH_PERSON, caller.locale),
        Ok(Err(CancelRefusal::NotVerified)) => refuse(code::NOT_VERIFIED, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}
