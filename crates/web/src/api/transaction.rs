//! `DigitalIdentity/verify/…` and `/v1/ocr/…`: pictures of card and face are handed in, by a person or
//! by an app that has none yet.

mod document;
mod presence;
mod staff;

pub use document::{
    classify, compare_faces, match_face, ocr_car_back, ocr_car_front, ocr_driving, ocr_passport,
    read_chip, scan_passport, screen,
};
pub use presence::step_revalidate_liveness;
pub use staff::{approve, get_images, get_picture, get_transaction, get_transactions, reject};

use axum::{extract::State, response::Response};
use mithaq_domain::{
    id::TransactionId,
    transaction::{Capture, Purpose, fault::Fault},
};
use mithaq_i18n::Locale;
use mithaq_service::{
    Failure, Held,
    person::{PersonShown, find_person},
    transaction::{self, CaptureAsk, CaptureRefused, Captured, Holder, Picture, Refusal},
};
use mithaq_wire::{
    Code, FieldError,
    base64::decode,
    code,
    transaction::{self as wire, Family, Named, PictureFault, SentPicture, Verification},
};

use crate::{
    WebState,
    answer::{failed, invalid, refuse_for, respond, sentence},
    extract::{JsonBody, PerhapsUserCaller, PicturesBody, UserCaller},
};

/// When to ask again after too many transactions, in seconds.
const LATER: i64 = 3_600;

/// `POST verify/id/front`.
pub async fn verify_front(
    State(state): State<WebState>,
    caller: UserCaller,
    sent: PicturesBody,
) -> Response {
    card(&state, Hander::of_user(caller), sent, Capture::IdFront).await
}

/// `POST verify/id/back`.
pub async fn verify_back(
    State(state): State<WebState>,
    caller: UserCaller,
    sent: PicturesBody,
) -> Response {
    card(&state, Hander::of_user(caller), sent, Capture::IdBack).await
}

/// `POST verify/liveness/multi`.
pub async fn verify_faces(
    State(state): State<WebState>,
    caller: UserCaller,
    sent: PicturesBody,
) -> Response {
    faces(&state, Hander::of_user(caller), sent).await
}

/// `POST /v1/ocr/id/front`.
pub async fn ocr_front(
    State(state): State<WebState>,
    caller: PerhapsUserCaller,
    sent: PicturesBody,
) -> Response {
    let hander = Hander::of_anybody(caller, Family::Ocr);
    card(&state, hander, sent, Capture::IdFront).await
}

/// `POST /v1/ocr/id/back`.
pub async fn ocr_back(
    State(state): State<WebState>,
    caller: PerhapsUserCaller,
    sent: PicturesBody,
) -> Response {
    let hander = Hander::of_anybody(caller, Family::Ocr);
    card(&state, hander, sent, Capture::IdBack).await
}

/// `POST /v1/ocr/liveness/multi`.
pub async fn ocr_faces(
    State(state): State<WebState>,
    caller: PerhapsUserCaller,
    sent: PicturesBody,
) -> Response {
    faces(&state, Hander::of_anybody(caller, Family::OcrFaces), sent).await
}

/// `POST LinkUserWithExistingTransaction`.
pub async fn link(
    State(state): State<WebState>,
    caller: UserCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match wire::read_link(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let (user, hander) = (caller.user, Hander::of_user(caller));
    let Some(id) = ask.transaction else {
        return refused(&state, (&hander, "transactionId"), &none());
    };
    match transaction::link_transaction(&state.app, user, (id, ask.extracted)).await {
        Ok(Ok(captured)) => taken(&state, &hander, &captured).await,
        Ok(Err(refusal)) => refused(&state, (&hander, "transactionId"), &refusal),
        Err(failure) => failed(&failure, hander.locale),
    }
}

/// Who hands pictures in, and by which family of calls.
struct Hander {
    holder: Holder,
    locale: Locale,
    address: String,
    family: Family,
}

impl Hander {
    fn of_user(caller: UserCaller) -> Self {
        Self {
            holder: Holder {
                tenant: caller.user.tenant,
                person: Some(caller.user.person),
            },
            locale: caller.locale,
            address: caller.address,
            family: Family::Verify,
        }
    }

    fn of_anybody(caller: PerhapsUserCaller, family: Family) -> Self {
        Self {
            holder: Holder {
                tenant: caller.client.tenant,
                person: caller.user.map(|user| user.person),
            },
            locale: caller.locale,
            address: caller.address,
            family,
        }
    }
}

async fn card(state: &WebState, hander: Hander, sent: PicturesBody, side: Capture) -> Response {
    let ask = match wire::read_card(&sent.body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, hander.locale),
    };
    let handed = Handed {
        purpose: Purpose::Identity,
        pictures: vec![(side, ask.image)],
        expected_name: ask.expected_name,
        named: ask.named,
    };
    take(state, hander, handed, &sent).await
}

async fn faces(state: &WebState, hander: Hander, sent: PicturesBody) -> Response {
    let ask = match wire::read_faces(&sent.body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, hander.locale),
    };
    let handed = Handed::of_faces(Purpose::Identity, ask);
    take(state, hander, handed, &sent).await
}

/// What a call hands in.
struct Handed {
    purpose: Purpose,
    pictures: Vec<(Capture, SentPicture)>,
    expected_name: Option<String>,
    named: Named,
}

impl Handed {
    fn of_faces(purpose: Purpose, ask: wire::FacesAsk) -> Self {
        let [first, second, third] = ask.faces;
        let mut pictures = vec![
            (Capture::Face01, first),
            (Capture::Face02, second),
            (Capture::Face03, third),
        ];
        pictures.extend(ask.image.map(|image| (Capture::Liveness, image)));
        Self {
            purpose,
            pictures,
            expected_name: None,
            named: ask.named,
        }
    }

    /// Where each picture was sent.
    fn paths(&self) -> Vec<(Capture, String)> {
        let path = |(capture, sent): &(Capture, SentPicture)| (*capture, sent.path.clone());
        self.pictures.iter().map(path).collect()
    }
}

async fn take(state: &WebState, hander: Hander, handed: Handed, sent: &PicturesBody) -> Response {
    let paths = handed.paths();
    let of = (hander.holder, handed.purpose);
    let ask = match ask(handed, hander.address.clone(), sent.held()) {
        Ok(ask) => ask,
        Err(NotTaken::Fields(errors)) => return invalid(&errors, hander.locale),
        Err(NotTaken::NoTransaction) => {
            return refused(state, (&hander, "transaction_id"), &none());
        }
    };
    match transaction::capture(&state.app, of, ask, &sent.once).await {
        Ok(Ok(captured)) => taken(state, &hander, &captured).await,
        Ok(Err(refusal)) => {
            let path = path_of(&paths, &refusal).unwrap_or("transaction_id");
            refused(state, (&hander, path), &refusal)
        }
        Err(failure) => failed(&failure, hander.locale),
    }
}

/// The path of the picture that is refused, where it is one.
fn path_of<'a>(paths: &'a [(Capture, String)], refusal: &CaptureRefused) -> Option<&'a str> {
    let capture = refusal.capture?;
    let found = paths.iter().find(|(known, _)| *known == capture);
    found.map(|(_, path)| path.as_str())
}

/// The refusal of what can be no transaction.
const fn none() -> CaptureRefused {
    CaptureRefused {
        why: Refusal::Fault(Fault::BadTransaction),
        capture: None,
        transaction: None,
    }
}

/// Why a call is not handed on.
enum NotTaken {
    /// What was sent is not Base64.
    Fields(Vec<FieldError>),
    /// What was named can be no transaction.
    NoTransaction,
}

fn ask(handed: Handed, address: String, held: Held) -> Result<CaptureAsk, NotTaken> {
    let named = handed.named;
    let mut errors = Vec::new();
    let mut pictures = Vec::new();
    for (capture, sent) in handed.pictures {
        match decode(&sent.text) {
            Some(bytes) => pictures.push(Picture { capture, bytes }),
            None => errors.push(FieldError {
                field: sent.path,
                code: code::NOT_BASE64,
            }),
        }
    }
    if !errors.is_empty() {
        return Err(NotTaken::Fields(errors));
    }
    if named.transaction == Some(None) {
        return Err(NotTaken::NoTransaction);
    }
    Ok(CaptureAsk {
        held,
        pictures,
        transaction: named.transaction.flatten(),
        client_transaction: named.client_transaction,
        request: named.request,
        expected_name: handed.expected_name,
        extracted: named.extracted,
        address,
        location: None,
        device_time: None,
    })
}

async fn taken(state: &WebState, hander: &Hander, captured: &Captured) -> Response {
    match show(state, hander, captured).await {
        Ok(response) => response,
        Err(failure) => failed(&failure, hander.locale),
    }
}

async fn show(
    state: &WebState,
    Hander { holder, family, .. }: &Hander,
    captured: &Captured,
) -> Result<Response, Failure> {
    let person = match holder.person {
        Some(person) => find_person(&state.app, holder.tenant, person).await?,
        None => None,
    };
    let user = person
        .as_ref()
        .map(|PersonShown { id, profile, .. }| (id.get(), profile));
    let shown = Verification {
        transaction: Some(captured.transaction.to_string()),
        request: Some(&captured.request),
        client_transaction: captured.client_transaction.as_deref(),
        state: Some(captured.state),
        is_validated: captured.is_validated,
        is_verified: captured.is_verified,
        is_matched: captured.is_matched,
        user,
        reading: captured.reading.as_ref(),
        document: captured.document.as_ref(),
        sandbox: is_sandbox(state, *holder)?,
    };
    Ok(respond(&wire::taken(&shown, *family)))
}

/// A refusal that names a path.
fn refused(
    state: &WebState,
    (hander, path): (&Hander, &str),
    refusal: &CaptureRefused,
) -> Response {
    let locale = hander.locale;
    let code = match refusal.why {
        Refusal::TooMany => return refuse_for(code::TOO_MANY, locale, LATER),
        why => code_of(why),
    };
    let sandbox = match is_sandbox(state, hander.holder) {
        Ok(sandbox) => sandbox,
        Err(failure) => return failed(&failure, locale),
    };
    let shown = Verification {
        transaction: refusal.transaction.as_ref().map(TransactionId::to_string),
        ..nothing(sandbox)
    };
    let message = sentence(locale, code);
    let fault = PictureFault {
        field: path,
        code,
        message: &message,
    };
    respond(&wire::refused(&shown, hander.family, &fault))
}

/// An answer that says nothing of anybody.
const fn nothing<'a>(sandbox: bool) -> Verification<'a> {
    Verification {
        transaction: None,
        request: None,
        client_transaction: None,
        state: None,
        is_validated: false,
        is_verified: false,
        is_matched: false,
        user: None,
        reading: None,
        document: None,
        sandbox,
    }
}

fn is_sandbox(state: &WebState, holder: Holder) -> Result<bool, Failure> {
    Ok(state.app.tenant(holder.tenant)?.tenant.settings.sandbox)
}

fn code_of(refusal: Refusal) -> Code {
    match refusal {
        Refusal::Fault(fault) => code::of_fault(fault),
        Refusal::CardFirst => code::CARD_FIRST,
        Refusal::SamePicture => code::SAME_PICTURE,
        Refusal::AlreadyVerified => code::ALREADY_VERIFIED,
        Refusal::IdNumberTaken => code::ID_NUMBER_TAKEN,
        Refusal::TooMany => code::TOO_MANY,
    }
}
