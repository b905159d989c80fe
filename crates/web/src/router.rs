//! The one router: the API's endpoints, the hosted pages, the documentation, and what holds for all.

use axum::{Router, middleware};
use tower::{Layer, util::MapRequestLayer};

use crate::{WebState, docs, hosted, layer, routes::endpoints};

/// Every address. Paths of the API match in any letter case, which is decided before routing.
pub fn router(state: WebState) -> Router {
    let api = endpoints()
        .into_iter()
        .fold(Router::new(), |router, endpoint| {
            router.route(&endpoint.matched_path(), endpoint.into_handler())
        })
        .method_not_allowed_fallback(layer::method_not_allowed)
        .fallback(layer::no_such_path)
        .layer(middleware::from_fn_with_state(state.clone(), layer::api));
    let all = Router::new()
        .merge(hosted::routes().layer(middleware::from_fn(layer::page_time_limit)))
        .merge(docs::routes())
        .fallback_service(api.with_state(state.clone()))
        .with_state(state);
    let all = all.layer(middleware::from_fn(layer::request_id));
    Router::new().fallback_service(MapRequestLayer::new(layer::lower_case_path).layer(all))
}
