//! The forms of a session. Each answers 303 to the session's page, refused ones too, so that
//! reload and double click are harmless; what went wrong is said there, once.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Path, Request, State, rejection::PathRejection},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header::USER_AGENT},
    response::Response,
};
use mithaq_domain::{drawing::Drawing, id::SessionId, place::location::Location};
use mithaq_service::{
    Failure,
    session::{
        Ask, DeclineAsk, GuestRefusal, Inputs, SendAsk, VerifyAsk, decline, disown, open_browser,
        save_values, send_code, verify_code,
    },
};

use super::{
    answer::{failed, html, not_found, to_session, with_cookies},
    cookies::{self, Setter},
    form::{self, NotRead},
    notice::{self, Item},
    page::{Frame, Page, Trouble},
    tongue,
};
use crate::WebState;

/// A form's name, the last part of its address and its `data-action`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Continue,
    SendCode,
    VerifyCode,
    Save,
    Sign,
    Decline,
    Report,
    NotMe,
}

impl Action {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "continue" => Self::Continue,
            "send-code" => Self::SendCode,
            "verify-code" => Self::VerifyCode,
            "save" => Self::Save,
            "sign" => Self::Sign,
            "decline" => Self::Decline,
            "report" => Self::Report,
            "not-me" => Self::NotMe,
            _ => return None,
        })
    }
}

type Names = Result<Path<(String, String)>, PathRejection>;

/// What came of a form: errors to show, and a cookie to set.
#[derive(Default)]
struct Outcome {
    errors: Vec<Item>,
    cookie: Option<HeaderValue>,
}

/// A form's address that was typed or reloaded leads to the session's page.
pub(super) async fn back(names: Names, uri: Uri, headers: HeaderMap) -> Response {
    match read_names(names) {
        Some((session, _)) => to_session(session),
        None => not_found(tongue::outside(&uri, &headers)),
    }
}

/// Takes a form.
pub(super) async fn act(
    State(state): State<WebState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    names: Names,
    request: Request,
) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let locale = tongue::outside(&uri, &headers);
    let Some((session, action)) = read_names(names) else {
        return not_found(locale);
    };
    let (setter, address) = (
        Setter::new(&state, session),
        state.client_address(peer, &headers),
    );
    let takes_files = action == Action::Save && is_from_here(&headers);
    let inputs = match form::read(&state, (session, &address), takes_files, request).await {
        Ok(inputs) => inputs,
        Err(NotRead::Upload(errors)) => return shown(session, &setter, refused(errors)),
        Err(NotRead::Failed(failure)) => return failed(&state, &failure, locale),
        Err(NotRead::TooLarge) => {
            let page = Page::Problem(Trouble {
                busy: false,
                reference: None,
            });
            let errors = notice::problems(&notice::too_large(), &page, locale);
            return html(
                StatusCode::PAYLOAD_TOO_LARGE,
                &page,
                &Frame {
                    errors,
                    ..Frame::bare(locale)
                },
            );
        }
    };
    let guest = Sent {
        state: &state,
        session,
        address,
        uri,
        headers,
        inputs,
    };
    let outcome = if is_from_here(&guest.headers) {
        guest.take(action, &setter).await
    } else {
        Ok(refused(notice::stale()))
    };
    match outcome {
        Ok(outcome) => shown(session, &setter, outcome),
        Err(failure) => failed(&state, &failure, locale),
    }
}

/// The way to the session's page, which shows the errors once.
fn shown(session: SessionId, setter: &Setter, Outcome { errors, cookie }: Outcome) -> Response {
    let notice = if errors.is_empty() {
        None
    } else {
        setter.notice(&notice::write(&errors))
    };
    with_cookies(to_session(session), [cookie, notice])
}

fn read_names(names: Names) -> Option<(SessionId, Action)> {
    let Path((session, action)) = names.ok()?;
    Some((SessionId::parse(&session)?, Action::parse(&action)?))
}

/// Where the browser says from where a form comes (Fetch Metadata), it must be our own page.
/// `Origin` decides nothing: on a page without referrer browsers send `null`.
fn is_from_here(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .is_none_or(|site| site == "same-origin")
}

fn refused(errors: Vec<Item>) -> Outcome {
    Outcome {
        errors,
        cookie: None,
    }
}

fn judged(answer: Result<(), GuestRefusal>) -> Outcome {
    answer.map_or_else(
        |refusal| refused(notice::of_guest(refusal)),
        |()| Outcome::default(),
    )
}

/// A code is on its way, or, where no message leaves, in this browser.
fn sent(answer: Result<Option<String>, GuestRefusal>, setter: &Setter) -> Outcome {
    let cookie = answer.as_ref().ok().and_then(Option::as_ref);
    Outcome {
        cookie: cookie.and_then(|digits| setter.untold_code(digits)),
        ..judged(answer.map(drop))
    }
}

/// A form with everything that came with it.
struct Sent<'a> {
    state: &'a WebState,
    session: SessionId,
    address: String,
    uri: Uri,
    headers: HeaderMap,
    inputs: Inputs,
}

impl Sent<'_> {
    async fn take(self, action: Action, setter: &Setter) -> Result<Outcome, Failure> {
        let app = &self.state.app;
        match action {
            Action::Continue => {
                let opened = match open_browser(app, self.ask()).await? {
                    Ok(opened) => opened,
                    Err(refusal) => return Ok(refused(notice::of_guest(refusal))),
                };
                let cookie = opened
                    .cookie
                    .as_deref()
                    .and_then(|value| setter.session(value));
                Ok(Outcome {
                    errors: Vec::new(),
                    cookie,
                })
            }
            Action::SendCode => {
                let ask = self.code_wish(self.optional("document_sha256"));
                Ok(sent(send_code(app, ask).await?, setter))
            }
            // Without the hash that its page showed, nothing can be asked to be signed.
            Action::Sign => {
                let ask = self.code_wish(Some(self.field("document_sha256").to_owned()));
                Ok(sent(send_code(app, ask).await?, setter))
            }
            Action::VerifyCode => Ok(judged(verify_code(app, self.typed_code()).await?)),
            Action::Save => {
                let ask = self.ask();
                let saved = save_values(app, ask, self.inputs).await?;
                Ok(saved.map_or_else(
                    |refusal| refused(notice::of_save(refusal)),
                    |()| Outcome::default(),
                ))
            }
            Action::Decline => Ok(judged(decline(app, self.ending(false)).await?)),
            Action::Report => Ok(judged(decline(app, self.ending(true)).await?)),
            Action::NotMe => Ok(judged(disown(app, self.ask()).await?)),
        }
    }

    fn ask(&self) -> Ask {
        Ask {
            session: self.session,
            cookies: cookies::proofs(&self.headers),
            form_token: self.field("form_token").to_owned(),
        }
    }

    fn code_wish(&self, document_sha256: Option<String>) -> SendAsk {
        SendAsk {
            ask: self.ask(),
            address: self.address.clone(),
            wish: tongue::wish(&self.uri, &self.headers),
            document_sha256,
            mailbox: self.optional("mailbox").is_some(),
            email: self.sent("email").map(str::to_owned),
            gateway: None,
        }
    }

    fn typed_code(&self) -> VerifyAsk {
        let agent = self
            .headers
            .get(USER_AGENT)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        VerifyAsk {
            ask: self.ask(),
            code: self.field("code").to_owned(),
            document_sha256: self.optional("document_sha256"),
            mailbox: self.optional("mailbox").is_some(),
            typed_name: self.optional("typed_signature"),
            drawn: Drawing::parse(self.field("drawn_signature")),
            location: Location::parse(self.field("location")),
            wish: tongue::wish(&self.uri, &self.headers),
            address: self.address.clone(),
            user_agent: agent.unwrap_or_default(),
            device_time: None,
            presence: None,
        }
    }

    fn ending(&self, report: bool) -> DeclineAsk {
        DeclineAsk {
            ask: self.ask(),
            report,
            reason: self.optional("reason"),
        }
    }

    fn field(&self, name: &str) -> &str {
        self.sent(name).unwrap_or_default()
    }

    /// A field as it was sent, where the page has it.
    fn sent(&self, name: &str) -> Option<&str> {
        let mut fields = self.inputs.texts.iter();
        let found = fields.find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    fn optional(&self, name: &str) -> Option<String> {
        Some(self.field(name))
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }
}
