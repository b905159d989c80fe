//! The one router: the API's endpoints, the hosted pages, the documentation, and what holds for all.

use axum::{Router, middleware};
use tower::{Layer, util::MapRequestLayer};

use crate::{
    WebState, docs,
    gate::{self, Gate},
    hosted, layer,
    routes::endpoints,
};

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
        .fallback_service(api.with_state(state.clone()))
        .with_state(state);
    let all = all.layer(middleware::from_fn(layer::request_id));
    Router::new().fallback_service(MapRequestLayer::new(layer::lower_case_path).layer(all))
}
