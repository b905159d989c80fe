//! From an address to a connection: the name is resolved here, every address that it leads to is
//! judged, and exactly a judged one is dialled.

use std::{
    fmt,
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use hyper::{
    Uri,
    rt::{Read, ReadBufCursor, Write},
};
use hyper_util::{
    client::legacy::connect::{Connected, Connection},
    rt::TokioIo,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, pki_types::ServerName},
};
use tower::Service;

use super::Targets;
use crate::{address::is_public, tls};

/// Why a target is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It leads to an address that is not of the public internet.
    NotPublic,
    /// It would be spoken to without TLS.
    NotEncrypted,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::NotPublic => "the target is not on the public internet",
            Self::NotEncrypted => "the target is not https",
        })
    }
}

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum Failed {
    Refused(Refused),
    Other(String),
}

impl fmt::Display for Failed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => refused.fmt(out),
            Self::Other(why) => out.write_str(why),
        }
    }
}

impl std::error::Error for Failed {}

/// Judges what needs no resolving: the scheme, and a host that is an address already.
pub(super) fn judge(uri: &Uri, targets: Targets) -> Result<(), Refused> {
    if targets == Targets::Any {
        return Ok(());
    }
    if targets == Targets::Public && uri.scheme_str() != Some("https") {
        return Err(Refused::NotEncrypted);
    }
    match literal(uri) {
        Some(address) if !is_public(address) => Err(Refused::NotPublic),
        _ => Ok(()),
    }
}

fn literal(uri: &Uri) -> Option<IpAddr> {
    host(uri).parse().ok()
}

/// The host without the brackets of an IPv6 address.
fn host(uri: &Uri) -> &str {
    let host = uri.host().unwrap_or_default();
    host.trim_start_matches('[').trim_end_matches(']')
}

pub(super) fn port(uri: &Uri) -> u16 {
    let usual = if uri.scheme_str() == Some("http") {
        80
    } else {
        443
    };
    uri.port_u16().unwrap_or(usual)
}

/// The addresses that may be dialled. Where a name leads to any that may not, none may: an owner of
/// a name who mixes them is up to something.
pub(super) async fn resolve(uri: &Uri, targets: Targets) -> Result<Vec<SocketAddr>, Failed> {
    let port = port(uri);
    let found: Vec<SocketAddr> = match literal(uri) {
        Some(address) => vec![SocketAddr::new(address, port)],
        None => lookup_host((host(uri), port))
            .await
            .map_err(|_| Failed::Other("the host's name does not resolve".to_owned()))?
            .collect(),
    };
    let public = |found: &SocketAddr| is_public(found.ip());
    if targets != Targets::Any && !found.iter().all(public) {
        return Err(Failed::Refused(Refused::NotPublic));
    }
    Ok(found)
}

/// Makes the connections of a client.
#[derive(Clone)]
pub(super) struct Connector {
    pub(super) targets: Targets,
    /// Instead of the machine's own authorities.
    pub(super) tls: Option<Arc<ClientConfig>>,
}

impl Connector {
    async fn connect(self, uri: Uri) -> Result<Stream, Failed> {
        judge(&uri, self.targets).map_err(Failed::Refused)?;
        let addresses = resolve(&uri, self.targets).await?;
        let other = |error: io::Error| Failed::Other(error.to_string());
        let stream = TcpStream::connect(addresses.as_slice())
            .await
            .map_err(other)?;
        stream.set_nodelay(true).map_err(other)?;
        if uri.scheme_str() == Some("http") {
            return Ok(Stream(TokioIo::new(Box::new(stream))));
        }
        let tls = self
            .tls
            .map_or_else(tls::client_config, Ok)
            .map_err(Failed::Other)?;
        let name = ServerName::try_from(host(&uri).to_owned())
            .map_err(|_| Failed::Other("the host's name cannot be in a certificate".to_owned()))?;
        let stream = TlsConnector::from(tls)
            .connect(name, stream)
            .await
            .map_err(other)?;
        Ok(Stream(TokioIo::new(Box::new(stream))))
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = Failed;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, Failed>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failed>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.clone().connect(uri))
    }
}

trait Bytes: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Bytes for T {}

/// A connection, with TLS or without.
pub(super) struct Stream(TokioIo<Box<dyn Bytes>>);

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
