//! A client against servers of this process: plain, secured, silent, talking nonsense.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
use super::*;

use std::sync::atomic::{AtomicUsize, Ordering};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{RootCertStore, ServerConfig, pki_types::PrivateKeyDer},
};

const LIMITS: Limits = Limits {
    time: Duration::from_secs(10),
    body: 16,
};

fn ask(url: &str) -> HttpRequest {
    HttpRequest {
        method: "POST".to_owned(),
        url: url.to_owned(),
        headers: vec![("x-name".to_owned(), "value".to_owned())],
        body: b"hello".to_vec(),
    }
}

/// A server that says back what it was sent, and counts its connections.
async fn echo() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/echo", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            count.fetch_add(1, Ordering::SeqCst);
            let answer = service_fn(|request: Request<Incoming>| async {
                let name = request.headers()["x-name"].to_str().unwrap().to_owned();
                let body = request.into_body().collect().await.unwrap().to_bytes();
                let text = format!("{name} {}", String::from_utf8_lossy(&body));
                Ok::<_, hyper::Error>(Response::new(Full::new(Bytes::from(text))))
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
        }
    });
    (url, connections)
}

/// A server whose every connection gets `bytes`, whatever it asks.
async fn says(bytes: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream.write_all(&bytes).await;
        }
    });
    url
}

#[tokio::test]
async fn a_request_arrives_whole_and_the_connection_serves_the_next_one() {
    let (url, connections) = echo().await;
    let client = HttpClient::new(Targets::Any);
    for _ in 0..3 {
        let answer = client.send(&ask(&url), LIMITS).await.unwrap();
        assert_eq!(
            (answer.status, answer.body.as_slice()),
            (200, b"value hello".as_slice())
        );
        assert!(!answer.is_cut);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_long_answer_is_cut_and_a_redirect_is_an_answer_like_any_other() {
    let long = says(b"HTTP/1.1 200 OK\r\n\r\n0123456789abcdef and no end".to_vec()).await;
    let client = HttpClient::new(Targets::Any);
    let answer = client.send(&ask(&long), LIMITS).await.unwrap();
    assert_eq!(answer.body, b"0123456789abcdef");
    assert!(answer.is_cut);
    let (inside, connections) = echo().await;
    let moved = format!("HTTP/1.1 307 Moved\r\nlocation: {inside}\r\ncontent-length: 0\r\n\r\n");
    let moved = says(moved.into_bytes()).await;
    assert_eq!(client.send(&ask(&moved), LIMITS).await.unwrap().status, 307);
    assert_eq!(connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn what_does_not_answer_in_time_or_in_http_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = format!("http://{}/", listener.local_addr().unwrap());
    let client = HttpClient::new(Targets::Any);
    let short = Limits {
        time: Duration::from_millis(50),
        ..LIMITS
    };
    assert_eq!(
        client.send(&ask(&silent), short).await,
        Err(HttpError::TimedOut)
    );
    drop(listener);
    assert!(matches!(
        client.send(&ask(&silent), LIMITS).await,
        Err(HttpError::Broken(_))
    ));
    let odd = says(b"SSH-2.0-OpenSSH\r\n".to_vec()).await;
    assert!(matches!(
        client.send(&ask(&odd), LIMITS).await,
        Err(HttpError::Broken(_))
    ));
}

#[tokio::test]
async fn a_target_inside_is_refused_before_anything_is_dialled() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let client = HttpClient::new(Targets::Public);
    // The last four are names that only the resolver turns into an address of this machine.
    for host in [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "10.1.2.3",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
    ] {
        let url = format!("https://{host}:{port}/");
        let refused = Err(HttpError::Refused(Refused::NotPublic));
        assert_eq!(client.send(&ask(&url), LIMITS).await, refused, "{host}");
        let checked = check_target(&url, Targets::Public, LIMITS.time).await;
        assert_eq!(
            checked,
            Err(HttpError::Refused(Refused::NotPublic)),
            "{host}"
        );
    }
    let dialled = tokio::time::timeout(Duration::from_millis(20), listener.accept()).await;
    assert!(dialled.is_err(), "something was dialled");
}

#[tokio::test]
async fn addresses_that_are_none_are_refused_and_so_is_plain_http_to_strangers() {
    for url in [
        "",
        "/hook",
        "example.com/hook",
        "ftp://example.com/",
        "https://",
        "https://user:secret@example.com/",
        "https://exa mple.com/",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ] {
        let checked = check_target(url, Targets::Any, LIMITS.time).await;
        assert!(matches!(checked, Err(HttpError::Malformed(_))), "{url}");
    }
    let plain = check_target("http://1.1.1.1/", Targets::Public, LIMITS.time).await;
    assert_eq!(plain, Err(HttpError::Refused(Refused::NotEncrypted)));
    assert_eq!(
        check_target("https://1.1.1.1/", Targets::Public, LIMITS.time).await,
        Ok(())
    );
}

#[test]
fn an_origin_is_scheme_host_and_port() {
    assert_eq!(
        origin("https://Example.com/a?b").as_deref(),
        Some("https://example.com:443")
    );
    assert_eq!(
        origin("http://[::1]:8080").as_deref(),
        Some("http://[::1]:8080")
    );
    assert_eq!(origin("nothing"), None);
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_ends_the_connection_and_a_known_one_serves() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
                .await;
        }
    });
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let known = HttpClient::with(Targets::Any, Some(crate::tls::trusting(roots).unwrap()));
    let unknown = crate::tls::trusting(RootCertStore::empty()).unwrap();
    let unknown = HttpClient::with(Targets::Any, Some(unknown));
    let url = format!("https://localhost:{port}/");
    assert_eq!(known.send(&ask(&url), LIMITS).await.unwrap().body, b"ok");
    assert!(matches!(
        unknown.send(&ask(&url), LIMITS).await,
        Err(HttpError::Broken(_))
    ));
    let other = format!("https://127.0.0.1:{port}/");
    assert!(matches!(
        known.send(&ask(&other), LIMITS).await,
        Err(HttpError::Broken(_))
    ));
}
