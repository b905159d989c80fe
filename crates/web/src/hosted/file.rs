//! Page pictures and PDFs of a session, and the files that were given for its contract's fields. All lie under the session's path, where its cookies reach.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{
        HeaderMap, Uri,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use mithaq_domain::id::SessionId;
use mithaq_service::contract::{GuestFile, guest_attachment, guest_file, guest_picture};

use super::{
    answer::{failed, not_found},
    cookies, tongue,
};
use crate::{WebState, answer::given_file};

type Id = Result<Path<String>, PathRejection>;

/// The file to review, shown in the browser.
pub(super) async fn reviewed(
    state: State<WebState>,
    id: Id,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    pdf(state, id, GuestFile::Reviewed, (uri, headers)).await
}

/// The sealed file, to be kept.
pub(super) async fn sealed(
    state: State<WebState>,
    id: Id,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    pdf(state, id, GuestFile::Sealed, (uri, headers)).await
}

async fn pdf(
    State(state): State<WebState>,
    id: Id,
    which: GuestFile,
    (uri, headers): (Uri, HeaderMap),
) -> Response {
    let locale = tongue::outside(&uri, &headers);
    let Some(session) = id.ok().and_then(|Path(id)| SessionId::parse(&id)) else {
        return not_found(locale);
    };
    match guest_file(&state.app, session, cookies::proofs(&headers), which).await {
        Ok(Some((number, bytes))) => {
            let name = file_name(&number);
            let disposition = match which {
                GuestFile::Reviewed => format!("inline; filename=\"{name}-review.pdf\""),
                GuestFile::Sealed => format!("attachment; filename=\"{name}.pdf\""),
            };
            (
                [
                    (CONTENT_TYPE, "application/pdf".to_owned()),
                    (CONTENT_DISPOSITION, disposition),
                ],
                bytes,
            )
                .into_response()
        }
        Ok(None) => not_found(locale),
        Err(failure) => failed(&state, &failure, locale),
    }
}

/// A request number as a file name that every system takes (RFC 6266 wants ASCII in `filename`).
fn file_name(number: &str) -> String {
    let plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    number.chars().filter(plain).take(64).collect()
}

/// The picture of one page, `1.png` being the first.
pub(super) async fn picture(
    State(state): State<WebState>,
    names: Result<Path<(String, String)>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let locale = tongue::outside(&uri, &headers);
    let Some((session, page)) = names
        .ok()
        .and_then(|Path((id, name))| Some((SessionId::parse(&id)?, page_index(&name)?)))
    else {
        return not_found(locale);
    };
    match guest_picture(&state.app, session, cookies::proofs(&headers), page).await {
        Ok(Some(bytes)) => ([(CONTENT_TYPE, "image/png")], bytes).into_response(),
        Ok(None) => not_found(locale),
        Err(failure) => failed(&state, &failure, locale),
    }
}

/// The file that was given for a field.
pub(super) async fn given(
    State(state): State<WebState>,
    names: Result<Path<(String, String)>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let locale = tongue::outside(&uri, &headers);
    let names = names.ok();
    let names = names.and_then(|Path((id, key))| Some((SessionId::parse(&id)?, key)));
    let Some((session, key)) = names else {
        return not_found(locale);
    };
    match guest_attachment(&state.app, session, cookies::proofs(&headers), key).await {
        Ok(Some(given)) => given_file(given),
        Ok(None) => not_found(locale),
        Err(failure) => failed(&state, &failure, locale),
    }
}

fn page_index(name: &str) -> Option<usize> {
    let number = name.strip_suffix(".png")?;
    let plain = !number.starts_with(['0', '+']);
    number
        .parse::<usize>()
        .ok()
        .filter(|_| plain)?
        .checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_numbered_from_one_and_have_one_name_each() {
        assert_eq!(page_index("1.png"), Some(0));
        assert_eq!(page_index("12.png"), Some(11));
        for wrong in [
            "0.png",
            "01.png",
            "+1.png",
            "1",
            "-1.png",
            "1.jpg",
            ".png",
            "99999999999999999999.png",
        ] {
            assert_eq!(page_index(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_file_name_holds_nothing_that_ends_its_quotes() {
        assert_eq!(file_name("REQ-2026-00001"), "REQ-2026-00001");
        assert_eq!(file_name("a\"; x=\r\n/../ع"), "ax");
    }
}
