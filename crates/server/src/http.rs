//! The door: accepts connections, hands their requests to the one of `web`, and ends in order. What is
//! answered is `web`'s.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use axum::{body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use mithaq_web::Door;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// A request's head must be in after this long, and so long may a kept connection be silent:
/// whoever dawdles does not hold a connection for ever.
const HEAD_TIMEOUT: Duration = Duration::from_secs(75);
/// Calls that were begun are answered within this long when the server stops.
const DRAIN: Duration = Duration::from_secs(8);
/// After a failure to accept, mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` says true, then lets calls finish that were begun.
pub async fn serve(listener: TcpListener, door: Door, mut stop: watch::Receiver<bool>) {
    let connections = GracefulShutdown::new();
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT);
    while !*stop.borrow() {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let door = door.clone();
                let connection = server.serve_connection(
                    TokioIo::new(without_delay(stream)),
                    service_fn(move |request| {
                        let door = door.clone();
                        async move { Ok::<_, Infallible>(door.answer(from(peer, request)).await) }
                    }),
                );
                let watched = connections.watch(connection);
                tokio::spawn(async move {
                    if let Err(error) = watched.await {
                        tracing::debug!(%error, "a connection broke");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, connections.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some calls were not finished in time");
    }
}

/// Small answers leave at once instead of waiting for more (RFC 896).
fn without_delay(stream: TcpStream) -> TcpStream {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY was refused");
    }
    stream
}

/// A request with its peer's address.
fn from(peer: SocketAddr, request: Request<Incoming>) -> Request<Body> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}
