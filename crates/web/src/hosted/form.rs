//! What a form of a session sent: fields, and files where values are asked for. A small form is read
//! from anybody; an upload only from a browser of which values are asked, under the shares of large
//! bodies.

use std::sync::Arc;

use axum::{
    Form,
    extract::{FromRequest, Request},
    http::{StatusCode, header::CONTENT_TYPE},
};
use mithaq_domain::id::SessionId;
use mithaq_service::{
    Failure,
    session::{Inputs, SentFile, Uploader, uploader},
};
use mithaq_wire::{Code, code};

use super::{
    FORM_LIMIT, cookies,
    multipart::{boundary, is_upload, parts},
    notice::{self, Item},
};
use crate::{
    WebState,
    extract::{Whose, read_upload},
};

/// Why a form is not taken.
pub(super) enum NotRead {
    /// It is longer than any of ours.
    TooLarge,
    /// The upload is refused, or its session has moved on: the next page says what there is to say.
    Upload(Vec<Item>),
    /// Something failed on our side.
    Failed(Failure),
}

/// Reads a form; `takes_files` where its page may have asked for some.
pub(super) async fn read(
    state: &WebState,
    (session, address): (SessionId, &str),
    takes_files: bool,
    request: Request,
) -> Result<Inputs, NotRead> {
    let content_type = request.headers().get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    if let (true, Some(content_type)) = (takes_files, content_type.filter(|kind| is_upload(kind))) {
        let content_type = content_type.to_owned();
        return read_files(state, (session, address), &content_type, request).await;
    }
    match Form::<Vec<(String, String)>>::from_request(request, state).await {
        Ok(Form(texts)) => Ok(Inputs {
            texts,
            ..Inputs::default()
        }),
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(NotRead::TooLarge)
        }
        // No form of ours: the use case finds no form token and refuses it as stale.
        Err(_) => Ok(Inputs::default()),
    }
}

async fn read_files(
    state: &WebState,
    (session, address): (SessionId, &str),
    content_type: &str,
    request: Request,
) -> Result<Inputs, NotRead> {
    let proofs = cookies::proofs(request.headers());
    let uploader = uploader(&state.app, session, proofs).await;
    let Some(uploader) = uploader.map_err(NotRead::Failed)? else {
        // The second of two clicks, or nobody's: nothing is wrong, nothing is done.
        return Err(NotRead::Upload(Vec::new()));
    };
    let is_public = uploader.is_public;
    let whose = (whose(uploader, address), is_public);
    let (bytes, place) = read_upload(request.into_body(), &state.room, whose)
        .await
        .map_err(|code| NotRead::Upload(why(code, is_public)))?;
    let boundary = boundary(content_type);
    let parts = boundary.and_then(|boundary| parts(&bytes, &boundary));
    let parts = parts.ok_or_else(|| NotRead::Upload(notice::not_whole()))?;
    let mut inputs = Inputs {
        held: place.map(|place| Arc::new(place) as _),
        ..Inputs::default()
    };
    let mut left = FORM_LIMIT;
    for part in parts {
        match part.file_name {
            // An input for which nothing was chosen.
            Some(name) if name.is_empty() && part.content.is_empty() => {}
            Some(name) => inputs.files.push(SentFile {
                input: part.name,
                name,
                bytes: part.content.to_vec(),
            }),
            None => {
                let length = part.name.len() + part.content.len();
                left = left.checked_sub(length).ok_or(NotRead::TooLarge)?;
                let text = String::from_utf8_lossy(part.content).into_owned();
                inputs.texts.push((part.name, text));
            }
        }
    }
    Ok(inputs)
}

fn whose(uploader: Uploader, address: &str) -> Whose {
    let mut whose = Whose::of_client(uploader.tenant, Some(address));
    if let Some(person) = uploader.person {
        whose.and_person(uploader.tenant, person);
    }
    whose
}

fn why(code: Code, is_public: bool) -> Vec<Item> {
    match code {
        // One file alone may be too large there: to send them one by one is no advice.
        code::TOO_LARGE if is_public => notice::too_large(),
        code::TOO_LARGE => notice::files_too_large(),
        _ => notice::not_whole(),
    }
}
