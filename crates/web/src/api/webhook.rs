//! `Webhook/…`: subscriptions, their log, and events that are pulled.

use axum::{extract::State, response::Response};
use mithaq_domain::{
    id::{EventId, SubscriptionId},
    time::Instant,
    webhook::DeliveryState,
};
use mithaq_service::webhook::{
    self, DeliveryView, PullRefusal, Replay, ReplayRefusal, SubscribeRefusal, SubscriptionView,
};
use mithaq_wire::{Code, Envelope, FieldError, code, webhook as wire};
use serde_json::{Value, json};

use crate::{
    WebState,
    answer::{done, failed, invalid, refuse, respond},
    extract::{AdminCaller, CreatingBody, JsonBody, Query, permit::Webhooks},
};

/// Events of one pull, unless the caller says otherwise, and at most.
const DEFAULT_PULL: i64 = 100;
const LARGEST_PULL: i64 = 1_000;

/// `POST Create`.
pub async fn create(
    State(state): State<WebState>,
    caller: AdminCaller<Webhooks>,
    CreatingBody { body, once }: CreatingBody,
) -> Response {
    let ask = match wire::read_create(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let field = ask.url_path;
    let url = |code| invalid(&[FieldError { field, code }], caller.locale);
    match webhook::subscribe(&state.app, caller.admin, (ask.kind, ask.url), once).await {
        Ok(Ok(made)) => done(json!({ "id": made.id.get(), "secret": made.secret })),
        Ok(Err(SubscribeRefusal::NotAnAddress)) => url(code::NOT_AN_ENDPOINT),
        Ok(Err(SubscribeRefusal::NotEncrypted)) => url(code::ENDPOINT_NOT_ENCRYPTED),
        Ok(Err(SubscribeRefusal::NotPublic)) => url(code::ENDPOINT_NOT_PUBLIC),
        Ok(Err(SubscribeRefusal::TooMany)) => refuse(code::TOO_MANY_SUBSCRIPTIONS, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET List`.
pub async fn list(State(state): State<WebState>, caller: AdminCaller<Webhooks>) -> Response {
    match webhook::list_subscriptions(&state.app, caller.admin).await {
        Ok(all) => {
            let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
            respond(&Envelope::list(
                all.iter().map(subscription).collect(),
                total,
            ))
        }
        Err(failure) => failed(&failure, caller.locale),
    }
}

fn subscription(view: &SubscriptionView) -> Value {
    wire::SubscriptionShown {
        id: view.id.get(),
        kind: view.kind,
        url: &view.url,
        created_at: view.created_at,
        former_secret_until: view.former_secret_until,
    }
    .json()
}

/// `POST Delete`.
pub async fn delete(
    State(state): State<WebState>,
    caller: AdminCaller<Webhooks>,
    JsonBody(body): JsonBody,
) -> Response {
    let id = match wire::read_subscription_id(&body) {
        Ok(id) => id,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    match webhook::unsubscribe(&state.app, caller.admin, id).await {
        Ok(Ok(())) => done(Value::Bool(true)),
        Ok(Err(_)) => refuse(code::NO_SUCH_SUBSCRIPTION, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `POST RotateSecret`.
pub async fn rotate_secret(
    State(state): State<WebState>,
    caller: AdminCaller<Webhooks>,
    CreatingBody { body, once }: CreatingBody,
) -> Response {
    let id = match wire::read_subscription_id(&body) {
        Ok(id) => id,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    match webhook::rotate_secret(&state.app, caller.admin, id, once).await {
        Ok(Ok(new)) => {
            let until = new.former_until.map(|until| until.to_iso());
            done(json!({ "id": id.get(), "secret": new.secret, "formerSecretUntil": until }))
        }
        Ok(Err(_)) => refuse(code::NO_SUCH_SUBSCRIPTION, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET Deliveries?subscriptionId&state`.
pub async fn deliveries(
    State(state): State<WebState>,
    caller: AdminCaller<Webhooks>,
    query: Query,
) -> Response {
    let asked = match read_deliveries(&query) {
        Ok(asked) => asked,
        Err(response) => return *response,
    };
    let (id, wanted, page) = asked;
    match webhook::list_deliveries(&state.app, caller.admin, (id, wanted), page).await {
        Ok(Ok((views, total))) => {
            let items = views.iter().map(|view| delivery(id, view)).collect();
            respond(&Envelope::list(items, total))
        }
        Ok(Err(_)) => refuse(code::NO_SUCH_SUBSCRIPTION, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

type DeliveriesAsk = (
    SubscriptionId,
    Option<DeliveryState>,
    mithaq_service::session::Page,
);

fn read_deliveries(query: &Query) -> Result<DeliveriesAsk, Box<Response>> {
    let refused = |name, code: Code| Box::new(query.refuse(name, code));
    let id = query.integer("subscriptionId")?;
    let id = id.ok_or_else(|| refused("subscriptionId", code::REQUIRED))?;
    let state = query.text("state").map(|text| {
        DeliveryState::parse(&text.to_ascii_lowercase())
            .ok_or_else(|| refused("state", code::OUT_OF_RANGE))
    });
    Ok((SubscriptionId::new(id), state.transpose()?, query.page()?))
}

fn delivery(subscription: SubscriptionId, view: &DeliveryView) -> Value {
    let attempts = view.attempts.iter().map(|attempt| {
        wire::AttemptShown {
            attempt: attempt.number,
            at: attempt.at,
            duration_ms: attempt.duration.as_millis(),
            status: attempt.status,
            failure: attempt.failure.as_deref(),
            announcement: &view.announcement,
            answer: attempt.answer.as_deref(),
        }
        .json()
    });
    wire::DeliveryShown {
        id: view.id.to_string(),
        subscription: subscription.get(),
        announcement: &view.announcement,
        state: if view.is_sending {
            "sending"
        } else {
            view.state.name()
        },
        next_attempt_at: view.next_attempt_at,
        attempts: attempts.collect(),
    }
    .json()
}

/// `POST Replay`.
pub async fn replay(
    State(state): State<WebState>,
    caller: AdminCaller<Webhooks>,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match wire::read_replay(&body) {
        Ok(wire::ReplayAsk::One(Some(id))) => Replay::One(id),
        Ok(wire::ReplayAsk::One(None)) => return refuse(code::NO_SUCH_DELIVERY, caller.locale),
        Ok(wire::ReplayAsk::Range(id, from, to)) => Replay::Range(id, from, to),
        Err(errors) => return invalid(&errors, caller.locale),
    };
    match webhook::replay(&state.app, caller.admin, ask).await {
        Ok(Ok(replayed)) => {
            let until = replayed.forgotten_until.map(Instant::to_iso);
            done(json!({ "replayed": replayed.count, "forgottenUntil": until }))
        }
        Ok(Err(refusal)) => refuse(code_of(refusal), caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

const fn code_of(refusal: ReplayRefusal) -> Code {
    match refusal {
        ReplayRefusal::NoSuchDelivery => code::NO_SUCH_DELIVERY,
        ReplayRefusal::NoSuchSubscription => code::NO_SUCH_SUBSCRIPTION,
        ReplayRefusal::TooMany => code::TOO_MANY_TO_REPLAY,
        ReplayRefusal::Gone => code::EVENTS_GONE,
    }
}

/// `GET Events?after&max`.
pub async fn events(
    State(state): State<WebState>,
    caller: AdminCaller<Webhooks>,
    query: Query,
) -> Response {
    let most = match query.integer("max") {
        Ok(most) => most.unwrap_or(DEFAULT_PULL),
        Err(response) => return *response,
    };
    if !(1..=LARGEST_PULL).contains(&most) {
        return query.refuse("max", code::OUT_OF_RANGE);
    }
    let after = match query.text("after").map(EventId::parse) {
        Some(None) => return refuse(code::NO_SUCH_EVENT, caller.locale),
        Some(known) => known,
        None => None,
    };
    match webhook::pull_events(&state.app, caller.admin, after, most).await {
        Ok(Ok(pulled)) => {
            let items = pulled
                .events
                .iter()
                .map(|event| wire::event_shown(event, 1));
            respond(&Envelope::list(items.collect(), pulled.total))
        }
        Ok(Err(PullRefusal::NoSuchEvent)) => refuse(code::NO_SUCH_EVENT, caller.locale),
        Ok(Err(PullRefusal::Gone)) => refuse(code::EVENTS_GONE, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}
