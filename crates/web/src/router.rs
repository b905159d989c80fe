//! The one door: the API's endpoints, the hosted pages, the documentation, and what holds for all.
//!
//! A call of the API goes straight to its own router. Layers of a router would cost each of them a
//! boxed service and a boxed future; here what holds for all is a function around the rest.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{Router, extract::Request, response::Response, routing::get};
use tower::{Service, service_fn};

use crate::{
    WebState, api, docs,
    gate::{self, Gate},
    hosted, layer,
    routes::endpoints,
};

/// Where SMS gateways say what became of messages: no call of the API, and the key in the path is
/// the permission.
const RECEIPTS: &str = "/receipts/sms/{gateway}/{key}";

/// Answers every request. It is cheap to clone.
#[derive(Clone)]
pub struct Door(Arc<Rooms>);

struct Rooms {
    gate: Gate,
    api: Router,
    /// Everything else; what is none of it is asked of the API, some of whose addresses are not
    /// below `/api` or `/v1`.
    pages: Router,
}

impl Door {
    /// The door to every address.
    pub fn new(state: WebState) -> Self {
        let endpoints = endpoints();
        let gate = Gate::new(state.clone(), &endpoints);
        let api = endpoints
            .into_iter()
            .fold(Router::new(), |router, endpoint| {
                router.route(&endpoint.matched_path(), endpoint.into_handler())
            })
            .method_not_allowed_fallback(layer::method_not_allowed)
            .fallback(layer::no_such_path)
            .with_state(state.clone());
        let guarded = (gate.clone(), api.clone());
        let rest = service_fn(move |request| {
            let (gate, api) = guarded.clone();
            async move { Ok::<_, Infallible>(gate::pass(&gate, &api, request).await) }
        });
        let pages = Router::new()
            .merge(hosted::routes())
            .merge(docs::routes())
            .route(
                RECEIPTS,
                get(api::message::take_receipts).post(api::message::take_receipts),
            )
            .fallback_service(rest)
            .with_state(state);
        Self(Arc::new(Rooms { gate, api, pages }))
    }

    /// The answer to a request.
    pub async fn answer(self, request: Request) -> Response {
        layer::around(request, |request| async move {
            let (request, is_api) = layer::lower_case_path(request);
            if is_api {
                gate::pass(&self.0.gate, &self.0.api, request).await
            } else {
                gate::call(&self.0.pages, request).await
            }
        })
        .await
    }
}

impl Service<Request> for Door {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let door = self.clone();
        Box::pin(async move { Ok(door.answer(request).await) })
    }
}

/// The door as a router, which layers of tests can be put around.
pub fn router(state: WebState) -> Router {
    Router::new().fallback_service(Door::new(state))
}
