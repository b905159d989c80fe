//! `DigitalIdentity/verify/…`: a person hands in pictures of card and face.

use axum::extract::State;
mod staff;

pub use staff::{approve, get_images, get_picture, get_transaction, get_transactions, reject};

use axum::response::Response;
use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use mithaq_domain::{
    id::TransactionId,
    transaction::{Capture, fault::Fault},
};
use mithaq_i18n::Locale;
use mithaq_service::{
    Failure, Once,
    person::{PersonShown, find_person},
    transaction::{self, CaptureAsk, CaptureRefused, Captured, Holder, Picture, Refusal},
};
use mithaq_wire::{
    Code, FieldError, code,
    transaction::{self as wire, Named, PictureFault, SentPicture, Verification},
};

use crate::{
    WebState,
    answer::{failed, invalid, refuse_for, respond, sentence},
    extract::{PicturesBody, UserCaller},
};

/// When to ask again after too many transactions, in seconds.
const LATER: i64 = 3_600;

/// `POST verify/id/front`.
pub async fn verify_front(
    State(state): State<WebState>,
    caller: UserCaller,
    sent: PicturesBody,
) -> Response {
    card(&state, caller, sent, Capture::IdFront).await
}

/// `POST verify/id/back`.
pub async fn verify_back(
    State(state): State<WebState>,
    caller: UserCaller,
    sent: PicturesBody,
) -> Response {
    card(&state, caller, sent, Capture::IdBack).await
}

async fn card(state: &WebState, caller: UserCaller, sent: PicturesBody, side: Capture) -> Response {
    let ask = match wire::read_card(&sent.body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let handed = Handed {
        pictures: vec![(side, ask.image)],
        expected_name: ask.expected_name,
        named: ask.named,
    };
    take(state, caller, handed, &sent.once).await
}

/// `POST verify/liveness/multi`.
pub async fn verify_faces(
    State(state): State<WebState>,
    caller: UserCaller,
    sent: PicturesBody,
) -> Response {
    let ask = match wire::read_faces(&sent.body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let [first, second, third] = ask.faces;
    let mut pictures = vec![
        (Capture::Face01, first),
        (Capture::Face02, second),
        (Capture::Face03, third),
    ];
    pictures.extend(ask.image.map(|image| (Capture::Liveness, image)));
    let handed = Handed {
        pictures,
        expected_name: None,
        named: ask.named,
    };
    take(&state, caller, handed, &sent.once).await
}

/// What a call hands in.
struct Handed {
    pictures: Vec<(Capture, SentPicture)>,
    expected_name: Option<String>,
    named: Named,
}

async fn take(state: &WebState, caller: UserCaller, handed: Handed, once: &Once) -> Response {
    let locale = caller.locale;
    let holder = Holder {
        tenant: caller.user.tenant,
        person: Some(caller.user.person),
    };
    let paths: Vec<(Capture, String)> = handed
        .pictures
        .iter()
        .map(|(capture, sent)| (*capture, sent.path.clone()))
        .collect();
    let ask = match ask(handed, caller.address) {
        Ok(ask) => ask,
        Err(NotTaken::Fields(errors)) => return invalid(&errors, locale),
        Err(NotTaken::NoTransaction(sent)) => {
            return refused(state, (holder, &paths), &sent, locale);
        }
    };
    match transaction::capture(&state.app, holder, ask, once).await {
        Ok(Ok(captured)) => match taken(state, holder, &captured).await {
            Ok(response) => response,
            Err(failure) => failed(&failure, locale),
        },
        Ok(Err(refusal)) => refused(state, (holder, &paths), &refusal, locale),
        Err(failure) => failed(&failure, locale),
    }
}

/// Why a call is not handed on.
enum NotTaken {
    /// What was sent is not Base64.
    Fields(Vec<FieldError>),
    /// What was named can be no transaction.
    NoTransaction(CaptureRefused),
}

fn ask(handed: Handed, address: String) -> Result<CaptureAsk, NotTaken> {
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
        return Err(NotTaken::NoTransaction(CaptureRefused {
            why: Refusal::Fault(Fault::BadTransaction),
            capture: None,
            transaction: None,
        }));
    }
    Ok(CaptureAsk {
        pictures,
        transaction: named.transaction.flatten(),
        client_transaction: named.client_transaction,
        request: named.request,
        expected_name: handed.expected_name,
        extracted: named.extracted,
        address,
    })
}

/// The bytes behind Base64 (RFC 4648, 4), with or without padding, white space and `data:…,`.
fn decode(text: &str) -> Option<Vec<u8>> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text = text.trim();
    let text = match text.get(..5) {
        Some(scheme) if scheme.eq_ignore_ascii_case("data:") => text.split_once(',')?.1,
        _ => text,
    };
    if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        let tight: Vec<u8> = text
            .bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        return ENGINE.decode(tight).ok();
    }
    ENGINE.decode(text).ok()
}

async fn taken(state: &WebState, holder: Holder, captured: &Captured) -> Result<Response, Failure> {
    let person = match holder.person {
        Some(person) => find_person(&state.app, holder.tenant, person).await?,
        None => None,
    };
    let user = person
        .as_ref()
        .map(|PersonShown { id, profile, .. }| (id.get(), profile));
    Ok(respond(&wire::taken(&Verification {
        transaction: Some(captured.transaction.to_string()),
        request: Some(&captured.request),
        client_transaction: captured.client_transaction.as_deref(),
        is_validated: captured.is_validated,
        is_verified: captured.is_verified,
        user,
        reading: captured.reading.as_ref(),
        sandbox: is_sandbox(state, holder)?,
    })))
}

fn refused(
    state: &WebState,
    (holder, paths): (Holder, &[(Capture, String)]),
    refusal: &CaptureRefused,
    locale: Locale,
) -> Response {
    let code = match refusal.why {
        Refusal::TooMany => return refuse_for(code::TOO_MANY, locale, LATER),
        why => code_of(why),
    };
    let sandbox = match is_sandbox(state, holder) {
        Ok(sandbox) => sandbox,
        Err(failure) => return failed(&failure, locale),
    };
    let path = refusal.capture.and_then(|capture| {
        let found = paths.iter().find(|(known, _)| *known == capture);
        found.map(|(_, path)| path.as_str())
    });
    let shown = Verification {
        transaction: refusal.transaction.as_ref().map(TransactionId::to_string),
        request: None,
        client_transaction: None,
        is_validated: false,
        is_verified: false,
        user: None,
        reading: None,
        sandbox,
    };
    let message = sentence(locale, code);
    respond(&wire::refused(
        &shown,
        &PictureFault {
            field: path.unwrap_or("transaction_id"),
            code,
            message: &message,
        },
    ))
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

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn base64_is_taken_however_apps_write_it_and_nothing_else_is() {
        let bytes = Some(b"pictur".to_vec());
        for text in [
            "cGljdHVy",
            " cGlj\r\ndHVy ",
            "data:image/png;base64,cGljdHVy",
            "DATA:;base64,cGljdHVy",
        ] {
            assert_eq!(decode(text), bytes, "{text}");
        }
        assert_eq!(decode("cGljdA"), decode("cGljdA=="));
        for wrong in ["data:image/png", "c", "صورة", "cGlj*HVy", "=cGljdHVy"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
