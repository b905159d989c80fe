//! The caller's network address behind proxies: believed from those that the operator named, and
//! from nobody else.

use std::{net::SocketAddr, sync::Arc};

use axum::http::HeaderMap;
use mithaq_testkit::TestApp;
use mithaq_web::WebState;

/// What the header says, and whose call it is, where `10.0.0.1` and `2001:db8::1` are proxies.
async fn addresses(peer: &str, cases: &[(&[&str], &str)]) {
    let test = TestApp::start().await;
    let proxies = ["10.0.0.1", "2001:db8::1"].map(|address| address.parse().unwrap());
    let state = WebState::new(test.app.clone(), Arc::from(proxies));
    let peer: SocketAddr = peer.parse().unwrap();
    for (values, expected) in cases {
        let mut headers = HeaderMap::new();
        for value in *values {
            let value = axum::http::HeaderValue::from_bytes(value.as_bytes()).unwrap();
            headers.append("x-forwarded-for", value);
        }
        let found = state.client_address(peer, &headers);
        assert_eq!(found, *expected, "{values:?}");
    }
}

#[tokio::test]
async fn nobody_but_a_named_proxy_is_believed() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "192.0.2.7"),
        (&["198.51.100.1"], "192.0.2.7"),
        (&["198.51.100.1, 10.0.0.1"], "192.0.2.7"),
    ];
    addresses("192.0.2.7:5000", cases).await;
    addresses("[::ffff:192.0.2.7]:5000", cases).await;
}

#[tokio::test]
async fn the_last_address_that_is_no_proxy_is_the_callers() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "10.0.0.1"),
        (&["198.51.100.1"], "198.51.100.1"),
        (&["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
        (&["198.51.100.1, 2001:db8::1"], "198.51.100.1"),
        (
            &["203.0.113.9", "198.51.100.1", "2001:db8::1"],
            "198.51.100.1",
        ),
    ];
    addresses("10.0.0.1:5000", cases).await;
    addresses("[::ffff:10.0.0.1]:5000", cases).await;
}

#[tokio::test]
async fn addresses_are_read_with_ports_and_brackets_as_proxies_write_them() {
    let cases: &[(&[&str], &str)] = &[
        (&["198.51.100.1:4711"], "198.51.100.1"),
        (&["[2001:db8:9::5]:4711"], "2001:db8:9::5"),
        (&["[2001:db8:9::5]"], "2001:db8:9::5"),
        (&["2001:DB8:9:0::5"], "2001:db8:9::5"),
        (&["::ffff:198.51.100.1"], "198.51.100.1"),
        (&["198.51.100.1 ,\t[2001:db8::1]:80"], "198.51.100.1"),
    ];
    addresses("10.0.0.1:5000", cases).await;
}

#[tokio::test]
async fn what_cannot_be_read_ends_the_search_at_the_last_hop_that_is_known() {
    let cases: &[(&[&str], &str)] = &[
        (&["unknown"], "10.0.0.1"),
        (&["198.51.100.1, _hidden, 2001:db8::1"], "2001:db8::1"),
        (&["198.51.100.1, "], "10.0.0.1"),
        (&["198.51.100.1", "\u{661}0.0.0.1"], "10.0.0.1"),
        (&["198.51.100.1:99999"], "10.0.0.1"),
        (&["'; DROP TABLE code"], "10.0.0.1"),
    ];
    addresses("10.0.0.1:5000", cases).await;
}
