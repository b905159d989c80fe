//! `/assets/`: the files that the pages load, compressed where that helps and the browser takes it.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{
        HeaderMap, HeaderValue, StatusCode, Uri,
        header::{
            ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::{IntoResponse, Response},
};

use super::answer::parameter;
use crate::{WebState, assets};

/// A file by its name.
pub(super) async fn asset(
    State(_): State<WebState>,
    name: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let version = parameter(&uri, "v");
    match name
        .ok()
        .and_then(|Path(name)| serve(&name, version.as_deref(), &headers))
    {
        Some(response) => response,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What browsers ask for by themselves; the pages name their icon.
pub(super) async fn icon(headers: HeaderMap) -> Response {
    serve("icon.svg", None, &headers).unwrap_or(StatusCode::NOT_FOUND.into_response())
}

fn serve(name: &str, version: Option<&str>, headers: &HeaderMap) -> Option<Response> {
    let asset = assets::find(name, version)?;
    let compressed = if takes_gzip(headers) {
        assets::compressed(name)
    } else {
        None
    };
    let bytes = match compressed {
        Some(bytes) => bytes.into_response(),
        None => asset.bytes.into_owned().into_response(),
    };
    let mut response = bytes;
    let set = response.headers_mut();
    set.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    set.insert(CACHE_CONTROL, HeaderValue::from_static(asset.cache_control));
    set.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    set.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if compressed.is_some() {
        set.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Some(response)
}

/// Whether `gzip` is among the codings and not refused by `q=0` (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers
        .get_all(ACCEPT_ENCODING)
        .into_iter()
        .filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight
            .trim()
            .strip_prefix("q=")
            .is_some_and(|weight| weight.trim_matches(['0', '.', ' ']).is_empty());
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_only_where_it_is_taken() {
        let takes = |value: &'static str| {
            takes_gzip(&HeaderMap::from_iter([(
                ACCEPT_ENCODING,
                HeaderValue::from_static(value),
            )]))
        };
        assert!(takes("gzip") && takes("br, GZIP;q=0.8") && takes("deflate, gzip"));
        assert!(!takes("br") && !takes("gzip;q=0") && !takes("gzip; q=0.00") && !takes("x-gzip2"));
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
