//! `/session/{id}`: the one page of all steps, chosen anew at each request.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use mithaq_domain::id::SessionId;
use mithaq_service::{
    Failure,
    contract::freeze_document,
    session::{Cookies, LanguageWish, View, ViewDetail, view},
};

use super::{
    answer::{bare, failed, html, with_cookies},
    cookies::{self, Setter},
    notice,
    page::Page,
    present::{Shown, present},
    tongue,
};
use crate::WebState;

/// Shows the step that this browser is at.
pub(super) async fn show(
    State(state): State<WebState>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let outside = tongue::outside(&uri, &headers);
    let Some(session) = path.ok().and_then(|Path(id)| SessionId::parse(&id)) else {
        return bare(StatusCode::OK, &Page::OpenYourLink, outside);
    };
    let setter = Setter::new(&state, session);
    let chosen = tongue::named(&uri).and_then(|language| setter.language(language.tag()));
    let seen = match look(
        &state,
        session,
        cookies::proofs(&headers),
        tongue::wish(&uri, &headers),
    )
    .await
    {
        Ok(seen) => seen,
        Err(failure) => return failed(&state, &failure, outside),
    };
    let said = cookies::notice(&headers);
    let items = said.as_deref().map(notice::read).unwrap_or_default();
    let untold = untold_code(&state, seen.as_ref(), &headers);
    let response = match seen.and_then(|view| present(session, view, &items)) {
        Some(Shown {
            status,
            page,
            mut frame,
        }) => {
            frame.errors = notice::problems(&items, &page, frame.locale);
            frame.untold_code = untold;
            html(status, &page, &frame)
        }
        None => bare(StatusCode::OK, &Page::OpenYourLink, outside),
    };
    let forget = said.and_then(|_| setter.forget_notice());
    with_cookies(response, [chosen, forget])
}

/// The code that a message would have told; nothing on the pages of a company that sends them.
fn untold_code(state: &WebState, seen: Option<&View>, headers: &HeaderMap) -> Option<String> {
    let context = state.app.tenant(seen?.tenant).ok()?;
    let is_told = context.tenant.settings.sends_messages();
    cookies::untold_code(headers).filter(|_| !is_told)
}

/// The view; a contract that is complete gets its document first.
async fn look(
    state: &WebState,
    session: SessionId,
    cookies: Cookies,
    wish: LanguageWish,
) -> Result<Option<View>, Failure> {
    let seen = view(&state.app, session, cookies.clone(), wish).await?;
    let Some(View {
        tenant,
        detail: ViewDetail::NeedsDocument(contract),
        ..
    }) = seen
    else {
        return Ok(seen);
    };
    freeze_document(&state.app, tenant, contract).await?;
    let seen = view(&state.app, session, cookies, wish).await?;
    match seen {
        // The contract changed under the rendering: the person loads the page again.
        Some(View {
            detail: ViewDetail::NeedsDocument(_),
            ..
        }) => Err(Failure::Overloaded),
        seen => Ok(seen),
    }
}
