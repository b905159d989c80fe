//! An endpoint: one address of the API with its handler, and what a caller must bring, read off the
//! types of the handler's arguments. So the table of `routes` cannot say anything else than what
//! is enforced; documentation and the test of refusals read it.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    handler::Handler,
    http::{HeaderMap, Method},
    routing::{self, MethodRouter},
};
use mithaq_domain::access::{CallClass, Permission};

use crate::WebState;

/// Which ApiKey a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyNeed {
    /// None: the call is for anyone.
    Nothing,
    /// Any kind, a publishable one among them.
    Any,
    /// A secret one, or a publishable one that its tenant widened.
    Secret,
}

/// Which bearer token a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenNeed {
    /// None.
    Nothing,
    /// An admin's, who holds this permission.
    Admin(Permission),
    /// A registered person's.
    User,
    /// A registered person's, or an admin's who holds this permission.
    AdminOrUser(Permission),
}

/// What a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Its `ApiKey`.
    pub key: KeyNeed,
    /// Its `Authorization`.
    pub token: TokenNeed,
    /// Whether it reads a JSON body.
    pub body: bool,
    /// Whether it creates something, so that it takes an `Idempotency-Key`.
    pub creates: bool,
}

/// Who calls: the argument of a handler that carries what a route needs.
pub trait Caller {
    /// The ApiKey that it was made from.
    const KEY: KeyNeed;
    /// The token that it was made from.
    const TOKEN: TokenNeed;
}

/// A further argument of a handler.
pub trait Input {
    /// Whether it reads a JSON body.
    const BODY: bool = false;
    /// Whether the call creates something.
    const CREATES: bool = false;
}

impl Input for HeaderMap {}

impl<T> Input for Result<Path<T>, PathRejection> {}

/// The arguments of a handler: the state, its caller, further ones.
pub trait Arguments {
    /// What they need.
    const NEEDS: Needs;
}

const fn needs<C: Caller>(body: bool, creates: bool) -> Needs {
    Needs {
        key: C::KEY,
        token: C::TOKEN,
        body,
        creates,
    }
}

impl<M, C: Caller> Arguments for (M, State<WebState>, C) {
    const NEEDS: Needs = needs::<C>(false, false);
}

impl<M, C: Caller, A: Input> Arguments for (M, State<WebState>, C, A) {
    const NEEDS: Needs = needs::<C>(A::BODY, A::CREATES);
}

impl<M, C: Caller, A: Input, B: Input> Arguments for (M, State<WebState>, C, A, B) {
    const NEEDS: Needs = needs::<C>(A::BODY || B::BODY, A::CREATES || B::CREATES);
}

/// One address of the API.
pub struct Endpoint {
    /// `GET` or `POST`.
    pub method: Method,
    /// The path in the spelling of `wire.md`; it matches in any letter case.
    pub path: &'static str,
    /// What its handler's arguments need.
    pub needs: Needs,
    /// Whose rate limits hold, where its method does not tell.
    pub class: Option<CallClass>,
    handler: MethodRouter<WebState>,
}

impl Endpoint {
    /// An address that is read.
    pub fn get<H, T>(path: &'static str, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: Arguments + 'static,
    {
        Self {
            method: Method::GET,
            path,
            needs: T::NEEDS,
            class: None,
            handler: routing::get(handler),
        }
    }

    /// An address that something is sent to.
    pub fn post<H, T>(path: &'static str, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: Arguments + 'static,
    {
        Self {
            method: Method::POST,
            path,
            needs: T::NEEDS,
            class: None,
            handler: routing::post(handler),
        }
    }

    /// The same with the rate limits of a class.
    #[must_use]
    pub fn of_class(self, class: CallClass) -> Self {
        Self {
            class: Some(class),
            ..self
        }
    }

    /// The path as it is matched: requests to the API are brought to lower case first.
    pub fn matched_path(&self) -> String {
        if self.path.starts_with("/api/") || self.path.starts_with("/v1/") {
            self.path.to_ascii_lowercase()
        } else {
            self.path.to_owned()
        }
    }

    /// The handler, for the router.
    pub(crate) fn into_handler(self) -> MethodRouter<WebState> {
        self.handler
    }
}
