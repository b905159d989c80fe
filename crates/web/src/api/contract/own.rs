//! `BusinessRequest/…`, as the apps of registered persons call it.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    response::Response,
};
use mithaq_domain::{
    eligibility::NotEligible,
    id::{ContractId, ContractTypeId},
    text::Language,
};
use mithaq_service::contract::{
    self, Circumstances, Made, MakeContract, MakePart, MakeRefusal, OwnContract, OwnDocument,
    Wanted,
};
use mithaq_wire::{
    Envelope, code,
    contract::{self as wire, own as wire_own},
    form as wire_form,
    person::user,
};
use serde_json::Value;

use super::language;
use crate::{
    WebState,
    answer::{done, failed, invalid, refuse, refuse_for, respond},
    extract::{PicturesBody, Query, UserCaller},
};

/// When to ask again after too many signers were named, in seconds.
const A_DAY: i64 = 86_400;

/// `GET CheckEligibility`.
pub async fn check_eligibility(State(state): State<WebState>, caller: UserCaller) -> Response {
    match contract::check_eligibility(&state.app, caller.user).await {
        Ok(Some(one)) => done(wire_own::eligibility([
            one.is_eligible,
            one.is_verified,
            one.has_pending,
            one.is_email_confirmed,
        ])),
        Ok(None) => refuse(code::NO_SUCH_PERSON, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `POST Create/{typeId}`.
pub async fn create(
    State(state): State<WebState>,
    caller: UserCaller,
    form: Result<Path<String>, PathRejection>,
    sent: PicturesBody,
) -> Response {
    let number = form.ok().and_then(|Path(form)| form.trim().parse().ok());
    let Some(form) = number.map(ContractTypeId::new) else {
        return refuse(code::NO_SUCH_FORM, caller.locale);
    };
    let create = match wire_own::read_create(&sent.body) {
        Ok(create) => create,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let ask = MakeContract {
        form,
        values: create.values.clone(),
        signers: create.signers.clone(),
        least: create.least,
        language: caller.language,
        circumstances: circumstances(&caller, create.device),
        held: sent.held(),
        once: sent.once,
    };
    let made = match contract::make_contract(&state.app, caller.user, ask).await {
        Ok(Ok(made)) => made,
        Ok(Err(MakeRefusal::Fields(refused))) => {
            return invalid(&create.errors(&refused), caller.locale);
        }
        Ok(Err(MakeRefusal::Signers(refused))) => {
            let refused = refused.into_iter().map(|(part, why)| match part {
                MakePart::Signer(position) => (Some(position), why),
                MakePart::Least => (None, why),
            });
            return invalid(&create.signer_errors(refused), caller.locale);
        }
        Ok(Err(MakeRefusal::TooManyNamed)) => {
            return refuse_for(code::TOO_MANY, caller.locale, A_DAY);
        }
        Ok(Err(MakeRefusal::NotEligible(refusal))) => return not_eligible(&caller, refusal),
        Ok(Err(MakeRefusal::NoSuchForm)) => return refuse(code::NO_SUCH_FORM, caller.locale),
        Ok(Err(MakeRefusal::NoSuchPerson)) => return refuse(code::NO_SUCH_PERSON, caller.locale),
        Err(failure) => return failed(&failure, caller.locale),
    };
    just_made(&state, &caller, made).await
}

async fn just_made(state: &WebState, caller: &UserCaller, made: Made) -> Response {
    let wanted = wanted(caller, true);
    match contract::find_own_contract(&state.app, caller.user, made.id, wanted).await {
        Ok(Some(mut found)) => {
            // A call that is sent again is answered as it was then.
            found.listing.status = made.status;
            found.listing.changed_at = made.at;
            if let Some(person) = &mut found.listing.person {
                person.has_signed = false;
            }
            for other in &mut found.listing.others {
                other.has_signed = false;
            }
            done(shown(&found, caller))
        }
        Ok(None) => refuse(code::NO_SUCH_CONTRACT, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET Current?minimal=`.
pub async fn current(State(state): State<WebState>, caller: UserCaller, query: Query) -> Response {
    let minimal = match query.flag("minimal") {
        Ok(minimal) => minimal,
        Err(response) => return *response,
    };
    let wanted = wanted(&caller, minimal);
    match contract::current_contract(&state.app, caller.user, wanted).await {
        Ok(found) => one(found.as_ref(), &caller, minimal),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET GetBusinessRequestById/{id}`.
pub async fn get_by_id(
    State(state): State<WebState>,
    caller: UserCaller,
    id: Result<Path<String>, PathRejection>,
) -> Response {
    let Some(id) = id.ok().and_then(|Path(id)| ContractId::parse(&id)) else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    let wanted = wanted(&caller, false);
    match contract::find_own_contract(&state.app, caller.user, id, wanted).await {
        Ok(found) => one(found.as_ref(), &caller, false),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET CurrentList`.
pub async fn current_list(
    State(state): State<WebState>,
    caller: UserCaller,
    query: Query,
) -> Response {
    let page = match query.page() {
        Ok(page) => page,
        Err(response) => return *response,
    };
    let wanted = wanted(&caller, false);
    match contract::list_own_contracts(&state.app, caller.user, page, wanted).await {
        Ok((all, total)) => {
            let items = all.iter().map(|one| shown(one, &caller)).collect();
            respond(&Envelope::list(items, total))
        }
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET CurrentListIds`.
pub async fn current_list_ids(
    State(state): State<WebState>,
    caller: UserCaller,
    query: Query,
) -> Response {
    let page = match query.page() {
        Ok(page) => page,
        Err(response) => return *response,
    };
    match contract::list_own_contract_ids(&state.app, caller.user, page).await {
        Ok((ids, total)) => {
            let items = ids.iter().map(|id| Value::String(id.to_string())).collect();
            respond(&Envelope::list(items, total))
        }
        Err(failure) => failed(&failure, caller.locale),
    }
}

fn one(found: Option<&OwnContract>, caller: &UserCaller, minimal: bool) -> Response {
    let Some(found) = found else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    let mut data = shown(found, caller);
    if let (true, Some(object)) = (minimal, data.as_object_mut()) {
        object.insert("requestFields".to_owned(), Value::Array(Vec::new()));
    }
    done(data)
}

pub(super) fn not_eligible(caller: &UserCaller, refusal: NotEligible) -> Response {
    refuse(code::of_not_eligible(refusal), caller.locale)
}

pub(super) fn circumstances(caller: &UserCaller, device: wire_own::Device) -> Circumstances {
    Circumstances {
        location: device.location,
        device_time: device.time,
        address: caller.address.clone(),
        user_agent: caller.user_agent.clone(),
    }
}

fn wanted(caller: &UserCaller, minimal: bool) -> Wanted {
    Wanted {
        language: language(caller.locale),
        minimal,
    }
}

fn shown(own: &OwnContract, caller: &UserCaller) -> Value {
    let wording = wire_form::Wording {
        language: language(caller.locale),
        is_localized: false,
    };
    let listing = &own.listing;
    let me = user(own.person, &own.profile);
    let is_first = listing
        .person
        .as_ref()
        .is_some_and(|first| first.id == Some(own.person));
    let card = own.profile.card.as_ref().filter(|_| is_first);
    let named = listing
        .person
        .as_ref()
        .and_then(|person| person.name.as_deref());
    let full_name = card.map(|card| card.full_name.as_str()).or(named);
    wire::ContractShown {
        id: listing.id.to_string(),
        request_number: &listing.request_number,
        form: listing.form.get(),
        form_name: listing.form_version.form.name.in_language(wording.language),
        status: listing.status,
        is_held: listing.held.is_some(),
        differences: None,
        fields: wire_form::visible_fields(&listing.form_version.form, &listing.values, wording),
        full_name,
        id_number: card.map(|card| card.id_number.as_str()),
        creator: full_name.filter(|_| own.is_own),
        documents: own
            .documents
            .iter()
            .map(|document| shown_document(document, wording.language))
            .collect(),
        signers: signers(own, &me),
        user: me,
        company_seal: listing.form_version.form.company_seal,
        seal: listing.seal,
        upgrade: listing.upgrade,
        creation_time: listing.created_at.to_iso(),
        last_modification_time: listing.changed_at.to_iso(),
    }
    .json()
}

/// All who sign. Of the others a person sees the number and whether they have signed: phones and
/// mailboxes are not theirs to see.
fn signers(own: &OwnContract, me: &Value) -> Vec<(Value, bool)> {
    let all = own.listing.person.iter().chain(&own.listing.others);
    let shown = all.map(|person| {
        let user = if person.id == Some(own.person) {
            me.clone()
        } else {
            let id = person.id;
            wire::UserShown {
                id,
                ..wire::UserShown::default()
            }
            .json()
        };
        (user, person.has_signed)
    });
    shown.collect()
}

fn shown_document(document: &OwnDocument, language: Language) -> Value {
    let order = document.ordinal.saturating_add(1);
    wire_own::document(
        order,
        document.title.in_language(language),
        &document.content,
    )
}
