//! The one router: the API's endpoints, the hosted pages, the documentation, and what holds for all.

use axum::{Router, middleware, routing::get};
use tower::{Layer, util::MapRequestLayer};

use crate::{
    WebState, api, docs,
    gate::{self, Gate},
    hosted, layer,
    routes::endpoints,
};

/// Where SMS gateways say what became of messages: no call of the API, and the key in the path is
/// the permission.
const RECEIPTS: &str = "/receipts/sms/{gateway}/{key}";

/// Every address. Paths of the API match in any letter case, which is decided before routing.
pub fn router(state: WebState) -> Router {
    let endpoints = endpoints();
    let gate = Gate::new(state.clone(), &endpoints);
    let api = endpoints
        .into_iter()
        .fold(Router::new(), |router, endpoint| {
            router.route(&endpoint.matched_path(), endpoint.into_handler())
        })
        .method_not_allowed_fallback(layer::method_not_allowed)
        .fallback(layer::no_such_path)
        .layer(middleware::from_fn_with_state(gate, gate::pass));
    let all = Router::new()
        .merge(hosted::routes())
        .merge(docs::routes())
        .route(
            RECEIPTS,
            get(api::message::take_receipts).post(api::message::take_receipts),
        )
        .fallback_service(api.with_state(state.clone()))
        .with_state(state);
    let all = all.layer(middleware::from_fn(layer::request_id));
    Router::new().fallback_service(MapRequestLayer::new(layer::lower_case_path).layer(all))
}
