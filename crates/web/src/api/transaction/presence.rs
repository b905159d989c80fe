//! `CustomerSign/StepReValidateLiveness`: the face of a person who signs far from where they were.

use axum::{extract::State, response::Response};
use mithaq_domain::{id::ContractId, transaction::Purpose};
use mithaq_service::transaction::{CaptureAsk, PresenceAsk, PresenceRefusal, prove_presence};
use mithaq_wire::{code, contract::sign as wire_sign};

use super::{Handed, Hander, NotTaken, ask, none, path_of, refused, taken};
use crate::{
    WebState,
    answer::{failed, invalid, refuse},
    extract::{PicturesBody, UserCaller},
};

/// `POST StepReValidateLiveness`.
pub async fn step_revalidate_liveness(
    State(state): State<WebState>,
    caller: UserCaller,
    sent: PicturesBody,
) -> Response {
    let sent_ask = match wire_sign::read_revalidate(&sent.body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let (user, hander) = (caller.user, Hander::of_user(caller));
    let (path, handed) = (
        sent_ask.path,
        Handed::of_faces(Purpose::Presence, sent_ask.faces),
    );
    let paths = handed.paths();
    let capture = match ask(handed, hander.address.clone(), sent.held()) {
        Ok(ask) => ask,
        Err(NotTaken::Fields(errors)) => return invalid(&errors, hander.locale),
        Err(NotTaken::NoTransaction) => return refused(&state, (&hander, &path), &none()),
    };
    let contract = sent_ask.contract.as_deref().map(ContractId::parse);
    let ask = PresenceAsk {
        contract,
        capture: CaptureAsk {
            location: Some(sent_ask.here),
            device_time: sent_ask.device.time,
            ..capture
        },
    };
    match prove_presence(&state.app, user, ask, &sent.once).await {
        Ok(Ok(captured)) => taken(&state, &hander, &captured).await,
        Ok(Err(PresenceRefusal::NotFound)) => refuse(code::NO_SUCH_CONTRACT, hander.locale),
        Ok(Err(PresenceRefusal::NotEligible(refusal))) => {
            refuse(code::of_not_eligible(refusal), hander.locale)
        }
        Ok(Err(PresenceRefusal::Capture(refusal))) => {
            let picture = path_of(&paths, &refusal).unwrap_or(&path);
            refused(&state, (&hander, picture), &refusal)
        }
        Err(failure) => failed(&failure, hander.locale),
    }
}
