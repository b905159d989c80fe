//! The public page that checks a document: by the file, which is judged in memory and kept nowhere, or
//! by the code that is printed on it, to which the QR code leads. Anybody may ask, but not without end.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Path, Request, State, rejection::PathRejection},
    http::{
        HeaderMap, HeaderValue, StatusCode, Uri,
        header::{CONTENT_TYPE, LOCATION, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use mithaq_domain::{access::CallClass, contract::parse_short_code, text::Bilingual};
use mithaq_i18n::{Locale, digits, number};
use mithaq_service::{
    Failure,
    access::take_visit,
    evidence::{CodeFacts, FileVerdict, Genuine, Signatory, Standing, check_code, check_file},
};
use mithaq_wire::code;

use super::{
    answer::{failed, html, parameter},
    multipart::{boundary, is_upload, parts},
    page::{Check, Found, Frame, Issued, Page, Signed, Signer},
    tongue,
};
use crate::{
    WebState,
    extract::{Whose, read_upload},
};

/// Codes that one network address may ask for in a minute. A code has 80 random bits.
const CODES: u32 = 30;
/// Files that it may hand in.
const FILES: u32 = 12;

/// `GET /verify`, and with `?code=` the way to the code's own address.
pub(super) async fn ask(uri: Uri, headers: HeaderMap) -> Response {
    let locale = tongue::outside(&uri, &headers);
    let Some(typed) = parameter(&uri, "code") else {
        return page(StatusCode::OK, (String::new(), None), locale);
    };
    let Some(code) = parse_short_code(&typed) else {
        let found = Some(Found::NoSuchCode);
        return page(StatusCode::NOT_FOUND, (typed, found), locale);
    };
    let place = format!("/v/{code}?lang={}", locale.tag());
    let place = HeaderValue::try_from(place).unwrap_or(HeaderValue::from_static("/verify"));
    (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response()
}

/// `GET /v/{code}`: where the printed QR code leads.
pub(super) async fn by_code(
    State(state): State<WebState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    code: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let locale = tongue::outside(&uri, &headers);
    let typed = code.map(|Path(code)| code).unwrap_or_default();
    let address = state.client_address(peer, &headers);
    if take_visit(&state.app, &address, CallClass::Read, CODES).is_err() {
        return too_often(locale);
    }
    match check_code(&state.app, &typed).await {
        Ok(Some(facts)) => {
            let code = parse_short_code(&typed).unwrap_or_default();
            let found = Found::Code(Box::new(of_code(facts, locale)));
            page(StatusCode::OK, (code, Some(found)), locale)
        }
        Ok(None) => {
            let found = Some(Found::NoSuchCode);
            page(StatusCode::NOT_FOUND, (typed, found), locale)
        }
        Err(failure) => failed(&state, &failure, locale),
    }
}

/// `POST /verify`: a file.
pub(super) async fn upload(
    State(state): State<WebState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let locale = tongue::outside(request.uri(), request.headers());
    let address = state.client_address(peer, request.headers());
    // Asked before anything is read.
    if take_visit(&state.app, &address, CallClass::Write, FILES).is_err() {
        return too_often(locale);
    }
    match judged(&state, &address, request).await {
        Ok((status, found)) => {
            let found = found.unwrap_or_else(|verdict| of_file(verdict, locale));
            page(status, (String::new(), Some(found)), locale)
        }
        Err(failure) => failed(&state, &failure, locale),
    }
}

/// What is said at once, or what the file is.
type Judged = (StatusCode, Result<Found, FileVerdict>);

async fn judged(state: &WebState, address: &str, request: Request) -> Result<Judged, Failure> {
    let no_file = (StatusCode::BAD_REQUEST, Ok(Found::NoFile));
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok());
    let Some(boundary) = kind.filter(|kind| is_upload(kind)).and_then(boundary) else {
        return Ok(no_file);
    };
    let whose = (Whose::of_visitor(address), false);
    let (bytes, place) = match read_upload(request.into_body(), &state.room, whose).await {
        Ok(read) => read,
        Err(code::TOO_LARGE) => return Ok((StatusCode::PAYLOAD_TOO_LARGE, Ok(Found::TooLarge))),
        Err(_) => return Ok(no_file),
    };
    let parts = parts(&bytes, &boundary).unwrap_or_default();
    let mut files = parts.into_iter().filter(|part| part.name == "file");
    let file = files.next().map(|part| part.content.to_vec());
    let Some(file) = file.filter(|file| !file.is_empty()) else {
        return Ok(no_file);
    };
    drop(bytes);
    let held = place.map(|place| Arc::new(place) as _);
    let verdict = check_file(&state.app, file, held).await?;
    Ok((StatusCode::OK, Err(verdict)))
}

fn too_often(locale: Locale) -> Response {
    let status = StatusCode::TOO_MANY_REQUESTS;
    let mut response = page(status, (String::new(), Some(Found::TooOften)), locale);
    let minute = HeaderValue::from_static("60");
    response.headers_mut().insert(RETRY_AFTER, minute);
    response
}

fn page(status: StatusCode, (code, found): (String, Option<Found>), locale: Locale) -> Response {
    // Who asks for something that has its own address stays there, also in the other language.
    let has_address = matches!(found, Some(Found::Code(_)));
    let other = locale.other().tag();
    let language = match has_address {
        true => format!("?lang={other}"),
        false => format!("/verify?lang={other}"),
    };
    let frame = Frame {
        language_href: Some(language),
        ..Frame::bare(locale)
    };
    html(
        status,
        &Page::Check(Box::new(Check { code, found })),
        &frame,
    )
}

fn in_locale(text: &Bilingual, locale: Locale) -> String {
    match locale {
        Locale::Ar => text.ar.clone(),
        Locale::En => text.en.clone(),
    }
}

fn of_code(facts: CodeFacts, locale: Locale) -> Issued {
    Issued {
        company: in_locale(&facts.company, locale),
        request_number: None,
        day: Some(digits(locale, &facts.day)),
        pages: number(locale, facts.pages),
        fingerprint: facts.fingerprint,
        signatures: Vec::new(),
        timestamped_by: None,
        is_test: facts.is_test,
    }
}

fn of_file(verdict: FileVerdict, locale: Locale) -> Found {
    match verdict {
        FileVerdict::Genuine(genuine) => {
            let standing = genuine.standing;
            let issued = Box::new(of_genuine(*genuine, locale));
            match standing {
                Standing::Completed => Found::Genuine(issued),
                Standing::Open => Found::GenuineOpen(issued),
                Standing::Ended => Found::GenuineEnded(issued),
            }
        }
        FileVerdict::Altered => Found::Altered,
        FileVerdict::NotOurs => Found::NotOurs,
        FileVerdict::Unsealed => Found::Unsealed,
        FileVerdict::Unreadable => Found::Unreadable,
    }
}

fn of_genuine(genuine: Genuine, locale: Locale) -> Issued {
    let signatures = genuine.signatures.into_iter();
    Issued {
        company: in_locale(&genuine.company, locale),
        request_number: Some(genuine.request_number),
        day: None,
        pages: number(locale, genuine.pages),
        fingerprint: genuine.fingerprint,
        signatures: signatures
            .map(|signature| Signed {
                by: match signature.by {
                    Signatory::Customer => Signer::Customer,
                    Signatory::Member => Signer::Member,
                    Signatory::Seal => Signer::Seal,
                },
                name: signature.name,
                at: tongue::moment(locale, &signature.at),
            })
            .collect(),
        timestamped_by: genuine.timestamped_by,
        is_test: genuine.is_test,
    }
}
