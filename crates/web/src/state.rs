//! What every handler is given: the use cases, and what the operator said of addresses.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::http::HeaderMap;
use mithaq_service::App;

/// What every handler is given. Cheap to clone.
#[derive(Clone)]
pub struct WebState {
    /// The use cases.
    pub app: App,
    /// Peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[IpAddr]>,
}

impl WebState {
    /// Whether cookies must only travel over TLS: exactly when the public address is https.
    pub fn is_secure(&self) -> bool {
        self.app.public_url().starts_with("https://")
    }

    /// The caller's network address: the peer's own, or, where the peer is a trusted proxy, the
    /// last address in `X-Forwarded-For` that is not one.
    pub fn client_address(&self, peer: SocketAddr, headers: &HeaderMap) -> String {
        let peer = peer.ip();
        if !self.trusted_proxies.contains(&peer) {
            return peer.to_string();
        }
        let forwarded = headers.get_all("x-forwarded-for").into_iter();
        let hops: Vec<IpAddr> = forwarded
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(|hop| hop.trim().parse().ok())
            .collect();
        let stranger = hops
            .into_iter()
            .rev()
            .find(|hop| !self.trusted_proxies.contains(hop));
        stranger.unwrap_or(peer).to_string()
    }
}
