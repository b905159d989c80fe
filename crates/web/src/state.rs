//! What every handler is given: the use cases, and what the operator said of addresses.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::http::HeaderMap;
use mithaq_service::App;

use crate::{extract::Room, remembered::Remembered};

/// What every handler is given. Cheap to clone.
#[derive(Clone)]
pub struct WebState {
    /// The use cases.
    pub app: App,
    /// Peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[IpAddr]>,
    /// Room for large bodies.
    pub(crate) room: Arc<Room>,
    /// Answers that hold for a while.
    pub(crate) remembered: Arc<Remembered>,
}

impl WebState {
    /// The state of a process that believes these peers.
    pub fn new(app: App, trusted_proxies: Arc<[IpAddr]>) -> Self {
        Self {
            app,
            trusted_proxies,
            room: Arc::default(),
            remembered: Arc::default(),
        }
    }

    /// Whether cookies must only travel over TLS: exactly when the public address is https.
    pub fn is_secure(&self) -> bool {
        self.app.public_url().starts_with("https://")
    }

    /// The caller's network address: the peer's own, or, where the peer is a trusted proxy, the
    /// last address in `X-Forwarded-For` that is not one. What cannot be read ends the search: the
    /// hops before it may be anybody's invention.
    pub fn client_address(&self, peer: SocketAddr, headers: &HeaderMap) -> String {
        let peer = peer.ip().to_canonical();
        let mut believed = peer;
        let forwarded = headers.get_all("x-forwarded-for").into_iter();
        let values: Vec<&str> = forwarded
            .map(|value| value.to_str().unwrap_or_default())
            .collect();
        let hops = values.iter().rev().flat_map(|value| value.rsplit(','));
        for hop in hops.map(hop) {
            let (true, Some(hop)) = (self.trusted_proxies.contains(&believed), hop) else {
                break;
            };
            believed = hop;
        }
        believed.to_string()
    }
}

/// An address as proxies write it: alone, with a port, in brackets.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let alone = text.trim_start_matches('[').trim_end_matches(']');
    let address = alone.parse::<IpAddr>().ok();
    let address = address.or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address| address.to_canonical())
}
