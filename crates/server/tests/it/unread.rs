//! Large bodies that are refused before they were read: the client sees the answer over its real
//! connection, however much it is still sending.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use mithaq_testkit::TestFolder;
use serde_json::Value;

use crate::program::Server;

const MEGABYTE: usize = 1 << 20;

struct Door {
    _server: Server,
    _folder: TestFolder,
    ready: Value,
}

impl Door {
    fn open() -> Self {
        let folder = TestFolder::new();
        let (server, ready) = Server::demo(folder.path(), &[]);
        Self {
            _server: server,
            _folder: folder,
            ready,
        }
    }

    fn address(&self) -> &str {
        let base_url = self.ready["baseUrl"].as_str().unwrap();
        base_url.strip_prefix("http://").unwrap()
    }

    fn key(&self) -> String {
        format!("ApiKey: {}", self.ready["apiKey"].as_str().unwrap())
    }

    fn connect(&self, head: &str, length: usize) -> TcpStream {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        let host = self.address();
        let head = format!("{head}\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream
    }
}

/// Reads one answer: its status line and head, and as much body as it announces.
fn read(stream: &mut TcpStream) -> (String, String) {
    let limit = Some(Duration::from_secs(13));
    stream.set_read_timeout(limit).unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("an answer");
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1).unwrap();
    let length: usize = length.split("\r\n").next().unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

#[test]
fn whoever_is_refused_with_twenty_megabytes_on_the_way_sees_the_answer() {
    let door = Door::open();
    let key = door.key();
    let json = "Content-Type: application/json";
    let invite = "POST /api/IdentityUserSession/CreateInvitation HTTP/1.1";
    let page = "POST /session/00000000-0000-7000-8000-000000000000/continue HTTP/1.1";
    let cases = [
        (format!("{invite}\r\n{json}"), "401", "1201"),
        (format!("{invite}\r\n{json}\r\n{key}"), "401", "1202"),
        (
            format!("{invite}\r\n{json}\r\n{key}\r\nTenancyName: other"),
            "403",
            "1206",
        ),
        (
            format!("POST /api/no/such/path HTTP/1.1\r\n{json}"),
            "404",
            "1104",
        ),
        (
            format!("PUT /api/credentials/login HTTP/1.1\r\n{json}"),
            "405",
            "1105",
        ),
        (
            format!("POST /api/credentials/login HTTP/1.1\r\nContent-Type: text/plain\r\n{key}"),
            "415",
            "1103",
        ),
        (
            format!("POST /api/credentials/login HTTP/1.1\r\n{json}\r\n{key}"),
            "413",
            "1102",
        ),
        (
            format!("{page}\r\nContent-Type: application/x-www-form-urlencoded"),
            "413",
            "data-step",
        ),
    ];
    for (head, status, said) in cases {
        let mut stream = door.connect(&head, 20 * MEGABYTE);
        for _ in 0..20 {
            let sent = stream.write_all(&[b' '; MEGABYTE]);
            sent.unwrap_or_else(|error| panic!("{head}: the connection broke: {error}"));
        }
        let (answer, body) = read(&mut stream);
        let line = format!("http/1.1 {status} ");
        assert!(answer.starts_with(&line), "{head}: {answer}");
        assert!(body.contains(said), "{head}: {body}");
        // The whole body was read, so the connection can be used again.
        let again = "GET /.well-known/jwks.json HTTP/1.1\r\nHost: x\r\n\r\n".to_owned();
        stream.write_all(again.as_bytes()).unwrap();
        assert!(read(&mut stream).0.starts_with("http/1.1 200 "), "{head}");
    }
}

#[test]
fn whoever_waits_to_be_told_to_send_is_told_not_to() {
    let door = Door::open();
    let head = "POST /api/credentials/login HTTP/1.1\r\nExpect: 100-continue";
    let mut stream = door.connect(head, 20 * MEGABYTE);
    let (answer, _) = read(&mut stream);
    assert!(answer.starts_with("http/1.1 401 "), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
}

#[test]
fn a_body_without_end_is_read_up_to_the_limit() {
    let door = Door::open();
    let mut stream = door.connect("POST /api/credentials/login HTTP/1.1", 200 * MEGABYTE);
    let mut sent = 0;
    while sent < 200 && stream.write_all(&[b' '; MEGABYTE]).is_ok() {
        sent += 1;
    }
    assert!((64..100).contains(&sent), "{sent} megabytes");
}

#[test]
fn a_body_that_never_comes_is_waited_for_no_longer_than_ten_seconds() {
    let door = Door::open();
    let mut stream = door.connect("POST /api/credentials/login HTTP/1.1", 20 * MEGABYTE);
    let (answer, _) = read(&mut stream);
    assert!(answer.starts_with("http/1.1 401 "), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
}
