//! Asking timestamp authorities, one after the other (RFC 3161 3.4).
//!
//! Not here: where tokens go in a file.

use mithaq_courier::{HttpRequest, Limits, origin};
use mithaq_pades::{
    Cms, Prepared, PreparedTimestamp, TIMESTAMP_ROOM, TimestampRequest, TimestampToken,
};

use crate::{
    App, Failure,
    app::{AuthorityLine, TimestampAuthority},
};

/// Longest answer that is read.
const ANSWER: usize = 64 << 10;

/// A token over a SHA-256 value; none where no authority gives one.
pub(crate) async fn stamp(app: &App, imprint: [u8; 32]) -> Result<Option<TimestampToken>, Failure> {
    let authorities = app.authorities();
    for line in authorities.ready(app.now()) {
        match ask(app, line, imprint).await? {
            Ok(token) => return Ok(Some(token)),
            Err(why) => {
                line.ail(app.now());
                let authority = origin(&line.authority.url).unwrap_or_default();
                tracing::warn!(authority, why, "a timestamp authority gave no timestamp");
            }
        }
    }
    Ok(None)
}

async fn ask(
    app: &App,
    line: &AuthorityLine,
    imprint: [u8; 32],
) -> Result<Result<TimestampToken, String>, Failure> {
    let authority = &line.authority;
    let request = TimestampRequest::new(imprint, app.random(), authority.policy.as_deref());
    let request = match request {
        Ok(request) => request,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let answer = match send(app, authority, &request).await {
        Ok(answer) => answer,
        Err(why) => return Ok(Err(why)),
    };
    let (roots, now) = (authority.roots.clone(), app.now().unix_seconds());
    let accept = move || {
        let token = request.accept(&answer, &roots, now);
        Ok(token.map_err(|error| error.to_string()))
    };
    app.pool().run(accept).await
}

async fn send(
    app: &App,
    authority: &TimestampAuthority,
    request: &TimestampRequest,
) -> Result<Vec<u8>, String> {
    let ask = HttpRequest {
        method: "POST".to_owned(),
        url: authority.url.clone(),
        headers: vec![
            ("content-type", "application/timestamp-query"),
            ("accept", "application/timestamp-reply"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect(),
        body: request.der().to_vec(),
    };
    let limits = Limits {
        time: authority.time,
        body: ANSWER,
    };
    let answer = app.authorities().asking().send(&ask, limits).await;
    let answer = answer.map_err(|error| error.to_string())?;
    if answer.status != 200 || answer.is_cut {
        return Err(format!("it answered with status {}", answer.status));
    }
    Ok(answer.body)
}

/// A signature in its file, with a timestamp where one is wanted and can be had; whether it has one.
pub(crate) async fn embed_stamped(
    app: &App,
    prepared: Prepared,
    mut cms: Cms,
    wants_timestamp: bool,
) -> Result<(Vec<u8>, bool), Failure> {
    let token = match wants_timestamp {
        true => stamp(app, cms.timestamp_imprint()).await?,
        false => None,
    };
    let mut has_timestamp = false;
    if let Some(token) = token {
        let with = cms.clone().with_timestamp(&token)?;
        has_timestamp = prepared.has_room_for(&with);
        if has_timestamp {
            cms = with;
        } else {
            tracing::error!("a timestamp is too large for its place in a signature");
        }
    }
    Ok((prepared.embed(&cms)?, has_timestamp))
}

/// The file with a timestamp over all of it; none where there is no token, or one too large.
pub(super) async fn stamp_document(
    app: &App,
    bytes: Vec<u8>,
) -> Result<Option<(Vec<u8>, TimestampToken)>, Failure> {
    let prepare = move || Ok(PreparedTimestamp::new(&bytes, TIMESTAMP_ROOM)?);
    let prepared = app.pool().run(prepare).await?;
    let Some(token) = stamp(app, prepared.imprint()).await? else {
        return Ok(None);
    };
    match prepared.embed(&token) {
        Ok(bytes) => Ok(Some((bytes, token))),
        Err(error) => {
            tracing::error!(%error, "a timestamp could not be brought into a file");
            Ok(None)
        }
    }
}
