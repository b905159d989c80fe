//! What else is handed in or asked below `verify/` and `/v1/ocr/`: other documents, faces that are
//! compared, a passport's chip, a name on lists. The last two keep nothing.

use axum::{extract::State, response::Response};
use mithaq_domain::{
    place::iso_date,
    transaction::{
        Capture, Purpose,
        chip::{self, ChipFile, ChipFiles},
        screening::{Screened, screen as look_up},
    },
};
use mithaq_i18n::text;
use mithaq_service::{
    Failure,
    transaction::{CaptureRefused, Refusal},
};
use mithaq_wire::{
    FieldError,
    base64::decode,
    code,
    transaction::{
        self as wire, Family, PictureFault, Verification,
        document::{self as ask},
    },
};

use super::{Handed, Hander, none, nothing, refused, take};
use crate::{
    WebState,
    answer::{failed, invalid, respond, sentence},
    extract::{JsonBody, LargeBody, PerhapsUserCaller, PicturesBody, UserCaller},
};

/// `POST verify/passport/scan`.
pub async fn scan_passport(
    State(state): State<WebState>,
    caller: UserCaller,
    sent: PicturesBody,
) -> Response {
    let hander = Hander {
        family: Family::Scan,
        ..Hander::of_user(caller)
    };
    document(&state, hander, sent, (Purpose::Document, Capture::Passport)).await
}

/// `POST /v1/ocr/passport`.
pub async fn ocr_passport(
    state: State<WebState>,
    caller: PerhapsUserCaller,
    sent: PicturesBody,
) -> Response {
    one(state, caller, sent, Capture::Passport).await
}

/// `POST /v1/ocr/car/license/front`.
pub async fn ocr_car_front(
    state: State<WebState>,
    caller: PerhapsUserCaller,
    sent: PicturesBody,
) -> Response {
    one(state, caller, sent, Capture::CarLicenseFront).await
}

/// `POST /v1/ocr/car/license/back`.
pub async fn ocr_car_back(
    state: State<WebState>,
    caller: PerhapsUserCaller,
    sent: PicturesBody,
) -> Response {
    one(state, caller, sent, Capture::CarLicenseBack).await
}

/// `POST /v1/ocr/driving/license`.
pub async fn ocr_driving(
    state: State<WebState>,
    caller: PerhapsUserCaller,
    sent: PicturesBody,
) -> Response {
    one(state, caller, sent, Capture::DrivingLicense).await
}

/// `POST /v1/ocr/classification`.
pub async fn classify(
    state: State<WebState>,
    caller: PerhapsUserCaller,
    sent: PicturesBody,
) -> Response {
    one(state, caller, sent, Capture::Document).await
}

/// `POST /v1/ocr/face/match`. The face joins the transaction of the card.
pub async fn match_face(
    State(state): State<WebState>,
    caller: PerhapsUserCaller,
    sent: PicturesBody,
) -> Response {
    let hander = Hander::of_anybody(caller, Family::Match);
    let face = (Purpose::Identity, Capture::FaceMatch);
    document(&state, hander, sent, face).await
}

/// `POST /v1/ocr/face/compare`.
pub async fn compare_faces(
    State(state): State<WebState>,
    caller: PerhapsUserCaller,
    sent: PicturesBody,
) -> Response {
    let hander = Hander::of_anybody(caller, Family::Compare);
    let ask = match ask::read_compare(&sent.body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, hander.locale),
    };
    let [first, second] = ask.faces;
    let handed = Handed {
        purpose: Purpose::Comparison,
        pictures: vec![(Capture::Compared01, first), (Capture::Compared02, second)],
        expected_name: None,
        named: ask.named,
    };
    take(&state, hander, handed, &sent).await
}

/// `POST verify/passport/nfc`.
pub async fn read_chip(
    State(state): State<WebState>,
    caller: UserCaller,
    LargeBody { body, .. }: LargeBody,
) -> Response {
    let hander = Hander {
        family: Family::Chip,
        ..Hander::of_user(caller)
    };
    let ask = match ask::read_chip(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, hander.locale),
    };
    let mut files = Vec::new();
    let mut errors = Vec::new();
    for file in &ask.files {
        match decode(&file.text) {
            Some(bytes) => files.push(bytes),
            None => errors.push(FieldError {
                field: file.path.clone(),
                code: code::NOT_BASE64,
            }),
        }
    }
    if !errors.is_empty() {
        return invalid(&errors, hander.locale);
    }
    if ask.named.transaction == Some(None) {
        return refused(&state, (&hander, "transaction_id"), &none());
    }
    match chip(&state, &hander, (&ask, &files)) {
        Ok(response) => response,
        Err(failure) => failed(&failure, hander.locale),
    }
}

fn chip(
    state: &WebState,
    hander: &Hander,
    (ask, files): (&ask::ChipAsk, &[Vec<u8>]),
) -> Result<Response, Failure> {
    let context = state.app.tenant(hander.holder.tenant)?;
    let settings = &context.tenant.settings;
    let today = iso_date(state.app.now(), &settings.time_zone);
    let file = |number: usize| files.get(number).map(Vec::as_slice).unwrap_or_default();
    let read = ChipFiles {
        dg1: file(0),
        sod: file(2),
    };
    let [dg1, _, sod] = &ask.files;
    match chip::read(settings.deciding_provider(), &read, &today) {
        Ok(found) => {
            let shown = named(&ask.named, settings.sandbox);
            let unchecked = text(hander.locale, "chip-unchecked");
            Ok(respond(&ask::chip(&shown, &found, &unchecked)))
        }
        Err((file, fault)) => {
            let path = match file {
                ChipFile::Dg1 => &dg1.path,
                ChipFile::Sod => &sod.path,
            };
            let refusal = CaptureRefused {
                why: Refusal::Fault(fault),
                capture: None,
                transaction: ask.named.transaction.flatten(),
            };
            Ok(refused(state, (hander, path), &refusal))
        }
    }
}

/// `POST /v1/ocr/aml/validate`.
pub async fn screen(
    State(state): State<WebState>,
    caller: PerhapsUserCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let hander = Hander::of_anybody(caller, Family::Screen);
    let locale = hander.locale;
    let ask = match ask::read_screen(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, locale),
    };
    if ask.named.transaction == Some(None) {
        return refused(&state, (&hander, "transaction_id"), &none());
    }
    let context = match state.app.tenant(hander.holder.tenant) {
        Ok(context) => context,
        Err(failure) => return failed(&failure, locale),
    };
    let settings = &context.tenant.settings;
    let shown = named(&ask.named, settings.sandbox);
    let found = match look_up(settings.deciding_provider(), &ask.name) {
        Screened::Somebody => true,
        Screened::Nobody => false,
        Screened::NotAsked => {
            let message = sentence(locale, code::SERVICE_DISABLED);
            let fault = PictureFault {
                field: "name",
                code: code::SERVICE_DISABLED,
                message: &message,
            };
            return respond(&wire::refused(&shown, hander.family, &fault));
        }
    };
    respond(&ask::screened(&shown, found))
}

/// An answer that only gives the caller's own names back.
fn named(named: &wire::Named, sandbox: bool) -> Verification<'_> {
    Verification {
        transaction: named.transaction.flatten().map(|id| id.to_string()),
        request: named.request.as_deref(),
        client_transaction: named.client_transaction.as_deref(),
        ..nothing(sandbox)
    }
}

async fn one(
    State(state): State<WebState>,
    caller: PerhapsUserCaller,
    sent: PicturesBody,
    shows: Capture,
) -> Response {
    let hander = Hander::of_anybody(caller, Family::Document);
    document(&state, hander, sent, (Purpose::Document, shows)).await
}

async fn document(
    state: &WebState,
    hander: Hander,
    sent: PicturesBody,
    (purpose, shows): (Purpose, Capture),
) -> Response {
    let ask = match ask::read_document(&sent.body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, hander.locale),
    };
    let handed = Handed {
        purpose,
        pictures: vec![(shows, ask.image)],
        expected_name: None,
        named: ask.named,
    };
    take(state, hander, handed, &sent).await
}
