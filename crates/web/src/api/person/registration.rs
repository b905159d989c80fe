//! Registration and log-in of persons (`wire.md` 3).

use axum::{extract::State, response::Response};
use mithaq_domain::message::SmsProvider;
use mithaq_i18n::Locale;
use mithaq_service::{
    otp::{Destination, Origin},
    person::{
        self, ContactRefusal, LoginPerson, LoginPersonRefusal, LoginStep, RegisterPerson,
        RegisterRefusal, TooManyLookUps,
    },
};
use mithaq_wire::{
    code,
    person::{self as wire, Login, Registration},
};
use serde_json::{Value, json};

use super::answer::{code_shown, logged_in, refuse_at, refuse_code, taken};
use crate::{
    WebState,
    answer::{done, failed, invalid, refuse, refuse_for},
    extract::{ClientCaller, JsonBody},
};

/// `POST CheckExistenceOfEmailOrPhone`.
pub async fn check_existence(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match wire::read_existence(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let who = (&caller.client, caller.address.as_str());
    match person::check_existence(&state.app, who, (ask.phone, ask.email)).await {
        Ok(Ok(exists)) => done(json!({ "exists": exists })),
        Ok(Err(TooManyLookUps(wait))) => {
            refuse_for(code::TOO_MANY, caller.locale, wait.as_seconds_up())
        }
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `POST Register/StepVerifyPhone`: sends a code, or checks it.
pub async fn step_verify_phone(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    match wire::read_phone_step(&body) {
        Ok(step) => {
            let wire::Step {
                contact,
                path,
                shown,
                gateway,
            } = step;
            let contact = (Destination::Phone(contact), path, gateway);
            verify(&state, &caller, contact, shown).await
        }
        Err(errors) => invalid(&errors, caller.locale),
    }
}

/// `POST Register/StepVerifyEmail`: the same for a mailbox.
pub async fn step_verify_email(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    match wire::read_email_step(&body) {
        Ok(step) => {
            let wire::Step {
                contact,
                path,
                shown,
                gateway,
            } = step;
            let contact = (Destination::Email(contact), path, gateway);
            verify(&state, &caller, contact, shown).await
        }
        Err(errors) => invalid(&errors, caller.locale),
    }
}

async fn verify(
    state: &WebState,
    caller: &ClientCaller,
    (destination, path, gateway): (Destination, String, Option<SmsProvider>),
    shown: Option<wire::Shown>,
) -> Response {
    match shown {
        Some(shown) => check(state, caller, destination, &shown).await,
        None => send(state, caller, (destination, gateway), &path).await,
    }
}

async fn send(
    state: &WebState,
    caller: &ClientCaller,
    (destination, gateway): (Destination, Option<SmsProvider>),
    path: &str,
) -> Response {
    let by_phone = matches!(destination, Destination::Phone(_));
    let taken = if by_phone {
        code::PHONE_TAKEN
    } else {
        code::EMAIL_TAKEN
    };
    let from = Origin {
        gateway,
        ..origin(caller)
    };
    let to = (destination, from);
    match person::send_registration_code(&state.app, &caller.client, to).await {
        Ok(Ok(sent)) => {
            let code = code_shown(&sent);
            step_answer(state, caller, by_phone, (Some(&code), false))
        }
        Ok(Err(ContactRefusal::Taken)) => refuse_at(path, taken, caller.locale),
        Ok(Err(ContactRefusal::Code(refusal))) => refuse_code(refusal, path, caller.locale),
        Ok(Err(ContactRefusal::LookUps(TooManyLookUps(wait)))) => {
            refuse_for(code::TOO_MANY, caller.locale, wait.as_seconds_up())
        }
        Err(failure) => failed(&failure, caller.locale),
    }
}

async fn check(
    state: &WebState,
    caller: &ClientCaller,
    destination: Destination,
    shown: &wire::Shown,
) -> Response {
    let by_phone = matches!(destination, Destination::Phone(_));
    let ask = (destination, taken(shown));
    match person::check_registration_code(&state.app, &caller.client, ask).await {
        Ok(Ok(())) => {
            let code = wire::CodeShown {
                id: shown.id.to_string(),
                expire_in_seconds: 0,
                digits: None,
            };
            step_answer(state, caller, by_phone, (Some(&code), true))
        }
        Ok(Err(refusal)) => refuse_code(refusal, &shown.path, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// The registration object of somebody who is not registered yet; that of a mailbox also has
/// `emailOtpRequestId`.
fn step_answer(
    state: &WebState,
    caller: &ClientCaller,
    by_phone: bool,
    (code, proved): (Option<&wire::CodeShown>, bool),
) -> Response {
    let mut answer = wire::registration(&Registration {
        email_required: email_required(state, caller),
        email_confirmed: !by_phone && proved,
        phone_confirmed: by_phone && proved,
        phone_code: code.filter(|_| by_phone),
        ..Registration::default()
    });
    if let (false, Some(object)) = (by_phone, answer.as_object_mut()) {
        let id = code.map(|code| code.id.clone());
        object.insert("emailOtpRequestId".to_owned(), id.into());
        let digits = code.and_then(|code| code.digits.clone());
        object.insert("emailOtp".to_owned(), digits.into());
    }
    done(answer)
}

/// `POST Register`, also known as `Register/StepCreate`.
pub async fn register(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match wire::read_register(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let refused = RegisterPaths::of(&ask);
    let required = email_required(&state, &caller);
    let locale = caller.locale;
    match person::register_person(&state.app, register_ask(caller, ask)).await {
        Ok(Ok(person)) => done(wire::registration(&logged_in(&person, required))),
        Ok(Err(refusal)) => refused.answer(refusal, locale),
        Err(failure) => failed(&failure, locale),
    }
}

fn register_ask(caller: ClientCaller, ask: wire::Register) -> RegisterPerson {
    RegisterPerson {
        address: caller.address,
        client: caller.client,
        phone: ask.phone,
        phone_code: taken(&ask.phone_code),
        email: ask.email,
        email_code: ask.email_code.as_ref().map(taken),
        email_proof: ask.email_proof,
        password: ask.password,
        location: ask.location,
        device: ask.device,
        user_public_key: ask.user_public_key,
    }
}

/// Where the refused parts of a registration stood.
struct RegisterPaths {
    phone_code: String,
    email_code: String,
    others: [String; 4],
}

impl RegisterPaths {
    fn of(ask: &wire::Register) -> Self {
        let email_code = ask.email_code.as_ref().map(|shown| shown.path.clone());
        Self {
            phone_code: ask.phone_code.path.clone(),
            email_code: email_code.unwrap_or_default(),
            others: ask.paths.clone(),
        }
    }

    fn answer(&self, refusal: RegisterRefusal, locale: Locale) -> Response {
        let [phone, email, key, proof] = &self.others;
        match refusal {
            RegisterRefusal::PhoneCode(refusal) => refuse_code(refusal, &self.phone_code, locale),
            RegisterRefusal::EmailCode(refusal) => refuse_code(refusal, &self.email_code, locale),
            RegisterRefusal::EmailProof => refuse_at(proof, code::BAD_EMAIL_PROOF, locale),
            RegisterRefusal::PhoneTaken => refuse_at(phone, code::PHONE_TAKEN, locale),
            RegisterRefusal::EmailTaken => refuse_at(email, code::EMAIL_TAKEN, locale),
            RegisterRefusal::LookUps(TooManyLookUps(wait)) => {
                refuse_for(code::TOO_MANY, locale, wait.as_seconds_up())
            }
            RegisterRefusal::PublicKey => refuse_at(key, code::BAD_PUBLIC_KEY, locale),
        }
    }
}

/// `POST Login`.
pub async fn login(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match wire::read_login(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let code_path = ask.code.as_ref().map(|shown| shown.path.clone());
    let paths = (
        code_path.unwrap_or_else(|| "phoneNumber".to_owned()),
        ask.key_path.clone(),
    );
    let (required, locale) = (email_required(&state, &caller), caller.locale);
    match person::login_person(&state.app, login_ask(caller, ask)).await {
        Ok(Ok(step)) => done(login_answer(&step, required)),
        Ok(Err(refusal)) => refuse_login(refusal, paths, locale),
        Err(failure) => failed(&failure, locale),
    }
}

fn login_ask(caller: ClientCaller, ask: wire::LoginAsk) -> LoginPerson {
    LoginPerson {
        origin: Origin {
            gateway: ask.gateway,
            ..origin(&caller)
        },
        client: caller.client,
        phone: ask.phone,
        password: ask.password,
        device: ask.device,
        location: ask.location,
        code: ask.code.as_ref().map(taken),
        always_code: ask.always_code,
        user_public_key: ask.user_public_key,
    }
}

fn login_answer(step: &LoginStep, email_required: bool) -> Value {
    match step {
        LoginStep::CodeSent(sent) => {
            let code = code_shown(sent);
            let shown = Registration {
                email_required,
                phone_code: Some(&code),
                ..Registration::default()
            };
            wire::login(&shown, &Login::default())
        }
        LoginStep::Done(person, pending) => wire::login(
            &logged_in(person, email_required),
            &Login {
                has_pending_request: *pending,
            },
        ),
    }
}

fn refuse_login(
    refusal: LoginPersonRefusal,
    (code_path, key_path): (String, String),
    locale: Locale,
) -> Response {
    match refusal {
        LoginPersonRefusal::Wrong => refuse(code::WRONG_LOGIN, locale),
        LoginPersonRefusal::Locked { wait } => {
            refuse_for(code::LOCKED_OUT, locale, wait.as_seconds_up())
        }
        LoginPersonRefusal::Code(refusal) => refuse_code(refusal, &code_path, locale),
        LoginPersonRefusal::PublicKey => refuse_at(&key_path, code::BAD_PUBLIC_KEY, locale),
    }
}

/// Where the caller is, and in which language the person is to be written to.
pub(super) fn origin(caller: &ClientCaller) -> Origin {
    Origin {
        address: caller.address.clone(),
        language: caller.language,
        gateway: None,
    }
}

fn email_required(state: &WebState, caller: &ClientCaller) -> bool {
    let context = state.app.tenant(caller.client.tenant);
    context.is_ok_and(|context| context.tenant.settings.email_required)
}
