//! `credentials/…` and the public keys of access tokens.

use axum::{extract::State, response::Response};
use mithaq_i18n::Locale;
use mithaq_service::access::{self, LoggedIn, LoginAsk, LoginRefusal, TokenPair};
use mithaq_wire::{Envelope, FieldError, access as wire, code};
use serde_json::json;

use crate::{
    WebState,
    answer::{done, failed, invalid, refuse, refuse_for, respond},
    extract::{Anyone, ClientCaller, JsonBody, SecretCaller},
};

/// `POST credentials/Login`.
pub async fn login(
    State(state): State<WebState>,
    caller: SecretCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match wire::read_login(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    if !caller.named_tenancy {
        return refuse(code::OTHER_TENANCY, caller.locale);
    }
    let ask = LoginAsk {
        client: caller.client,
        tenancy_name: ask.tenancy_name,
        user: ask.user,
        password: ask.password,
        two_factor_code: ask.two_factor_code,
        user_public_key: ask.user_public_key,
        address: caller.address,
    };
    match access::login(&state.app, ask).await {
        Ok(Ok(LoggedIn::Tokens { pair, encrypted })) => {
            done(wire::login_answer(&tokens(&pair), encrypted.as_deref()))
        }
        Ok(Ok(LoggedIn::SecondFactorNeeded(member))) => {
            done(wire::second_factor_answer(member.get()))
        }
        Ok(Err(refusal)) => not_logged_in(refusal, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

fn not_logged_in(refusal: LoginRefusal, locale: Locale) -> Response {
    match refusal {
        LoginRefusal::WrongCredentials => refuse(code::WRONG_CREDENTIALS, locale),
        LoginRefusal::WrongSecondFactor => refuse(code::WRONG_SECOND_FACTOR, locale),
        LoginRefusal::MalformedPublicKey => {
            let error = FieldError {
                field: "userPublicKey".to_owned(),
                code: code::BAD_PUBLIC_KEY,
            };
            invalid(&[error], locale)
        }
        LoginRefusal::Locked { wait } => refuse_for(code::LOCKED_OUT, locale, wait.as_seconds_up()),
    }
}

/// `POST credentials/RefreshToken`: a bad token answers 400, because a client hangs on 401 here.
pub async fn refresh_token(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let shown = match wire::read_refresh(&body) {
        Ok(shown) => shown,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    match access::refresh_token(&state.app, &caller.client, &shown).await {
        Ok(Ok(pair)) => done(wire::refresh_answer(&tokens(&pair))),
        Ok(Err(_)) => refuse(code::BAD_REFRESH_TOKEN, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET /.well-known/jwks.json`: for anyone.
pub async fn key_set(State(state): State<WebState>, _: Anyone) -> Response {
    let keys = access::public_keys(&state.app);
    let keys: Vec<_> = keys
        .iter()
        .map(|key| wire::json_web_key(&key.id, &key.x, &key.y))
        .collect();
    respond(&Envelope {
        status: 200,
        body: json!({ "keys": keys }),
    })
}

fn tokens(pair: &TokenPair) -> wire::Tokens<'_> {
    wire::Tokens {
        access_token: &pair.access_token,
        expire_in_seconds: pair.access_life.as_seconds_up(),
        refresh_token: &pair.refresh_token,
        refresh_expire_in_seconds: pair.refresh_life.as_seconds_up(),
        user_id: pair.holder.number(),
    }
}
