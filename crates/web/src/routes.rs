//! Every address of the server, on one screen.

use axum::{
    Router, middleware,
    routing::{get, post},
};
use tower::{Layer, util::MapRequestLayer};

use crate::{WebState, api, hosted, layer};

/// Every address. Paths of the API match in any letter case, which is decided before routing.
pub fn router(state: WebState) -> Router {
    let api = Router::new()
        .route("/api/credentials/login", post(api::access::login))
        .route(
            "/api/credentials/refreshtoken",
            post(api::access::refresh_token),
        )
        .route(
            "/api/digitalidentity/refreshtoken",
            post(api::access::refresh_token),
        )
        .route(
            "/api/identityusersession/createauthsession",
            post(api::session::create_auth_session),
        )
        .route(
            "/api/identityusersession/createinvitation",
            post(api::session::create_invitation),
        )
        .route("/api/identityusersession/get", get(api::session::get))
        .route("/api/identityusersession/list", get(api::session::list))
        .route(
            "/api/identityusersession/revoke",
            post(api::session::revoke),
        )
        .route(
            "/api/businessrequest/getallrequesttypes",
            get(api::contract::get_all_request_types),
        )
        .route(
            "/api/businessrequest/getrequests",
            get(api::contract::get_requests),
        )
        .route(
            "/api/businessrequest/getcontracttopdf",
            get(api::contract::get_contract_to_pdf),
        )
        .route("/.well-known/jwks.json", get(api::access::key_set))
        .route("/download/{token}", get(api::contract::download))
        .method_not_allowed_fallback(layer::method_not_allowed)
        .fallback(layer::no_such_path)
        .layer(middleware::from_fn_with_state(state.clone(), layer::api));
    let all = Router::new()
        .merge(hosted::routes().layer(middleware::from_fn(layer::page_time_limit)))
        .fallback_service(api.with_state(state.clone()))
        .with_state(state);
    let all = all.layer(middleware::from_fn(layer::request_id));
    Router::new().fallback_service(MapRequestLayer::new(layer::lower_case_path).layer(all))
}
