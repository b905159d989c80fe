//! Fetching what a sealed file needs for later: issuers, OCSP answers, CRLs, from the addresses that
//! certificates name. What came not long ago is used again.
//!
//! Not here: judging what comes in, which is `pades`'.

use std::time::Duration;

use mithaq_courier::{HttpRequest, Limits};
use mithaq_pades::{Collection, Need, ValidationMaterial};

use super::raise::Ground;
use crate::{App, Failure, access::sha256};

/// A source may take this long, and a path this many steps.
const LIMITS: Limits = Limits {
    time: Duration::from_secs(10),
    body: 2 << 20,
};
const ROUNDS: usize = 8;

/// All that a file needs; none where something cannot be had now. Says, too, whether every signature
/// in it has a timestamp.
pub(super) async fn gather(
    app: &App,
    bytes: Vec<u8>,
    ground: &Ground,
) -> Result<Option<ValidationMaterial>, Failure> {
    let (roots, known, now) = (ground.roots.clone(), ground.known.clone(), app.now());
    let open = move || {
        let now = now.unix_seconds();
        let collection = Collection::of_file(&bytes, &roots, &known, now)?;
        let needs = collection.needs();
        Ok((collection, needs))
    };
    let (mut collection, mut needs) = app.pool().run(open).await?;
    for _ in 0..ROUNDS {
        if needs.is_empty() {
            break;
        }
        for need in needs {
            let (after, met) = meet(app, collection, need).await?;
            collection = after;
            if !met {
                return Ok(None);
            }
        }
        let look = move || {
            let needs = collection.needs();
            Ok((collection, needs))
        };
        (collection, needs) = app.pool().run(look).await?;
    }
    app.pool().run(move || Ok(collection.finish().ok())).await
}

/// Asks one source after the other until an answer is what was asked for.
async fn meet(
    app: &App,
    mut collection: Collection,
    need: Need,
) -> Result<(Collection, bool), Failure> {
    let (Need::Issuer { certificate, .. } | Need::Statement { certificate, .. }) = &need;
    // Who issued it and what was said of it are two answers.
    let kind = matches!(need, Need::Issuer { .. });
    let mut named = certificate.clone();
    named.push(u8::from(kind));
    let key = sha256(&named);
    let remembered = app.authorities().remembered(&key, app.now());
    let sources = sources(&need);
    let mut why = "it names no source".to_owned();
    for source in std::iter::once(None).chain(sources.iter().map(Some)) {
        let answer = match source {
            None => match &remembered {
                Some(answer) => answer.clone(),
                None => continue,
            },
            Some(source) => match fetch(app, source).await {
                Ok(answer) => answer,
                Err(error) => {
                    why = error;
                    continue;
                }
            },
        };
        let (asked, given) = (need.clone(), answer.clone());
        let accept = move || {
            let accepted = collection.accept(&asked, &given);
            Ok((collection, accepted))
        };
        let (after, accepted) = app.pool().run(accept).await?;
        collection = after;
        match accepted {
            Ok(()) => {
                if source.is_some() {
                    app.authorities().remember(key, answer, app.now());
                }
                return Ok((collection, true));
            }
            Err(error) => why = error.to_string(),
        }
    }
    tracing::warn!(why, "validation data could not be had");
    Ok((collection, false))
}

fn sources(need: &Need) -> Vec<HttpRequest> {
    let get = |url: &String| HttpRequest {
        method: "GET".to_owned(),
        url: url.clone(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    match need {
        Need::Issuer { addresses, .. } => addresses.iter().map(get).collect(),
        Need::Statement {
            responders,
            request,
            lists,
            ..
        } => {
            let ask = |url: &String| HttpRequest {
                method: "POST".to_owned(),
                url: url.clone(),
                headers: vec![(
                    "content-type".to_owned(),
                    "application/ocsp-request".to_owned(),
                )],
                body: request.clone(),
            };
            let asked = responders.iter().map(ask);
            asked.chain(lists.iter().map(get)).collect()
        }
    }
}

async fn fetch(app: &App, source: &HttpRequest) -> Result<Vec<u8>, String> {
    let answer = app.authorities().fetching().send(source, LIMITS).await;
    let answer = answer.map_err(|error| error.to_string())?;
    if answer.status != 200 || answer.is_cut {
        return Err(format!("it answered with status {}", answer.status));
    }
    Ok(answer.body)
}
