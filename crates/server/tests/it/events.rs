//! `mithaq events`: what happened, printed or sent on, against a real server.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use mithaq_testkit::TestFolder;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::program::{Server, call, run};

const SAMPLE: &str = include_str!("../../assets/demo/create-invitation.json");

/// Invites somebody at a running demo.
fn invite(ready: &Value) {
    let text = |key: &str| ready[key].as_str().unwrap().to_owned();
    let (base, key, tenancy) = (text("baseUrl"), text("apiKey"), text("tenancyName"));
    let body = json!({
        "tenancyName": tenancy,
        "userNameOrEmailAddress": text("adminUser"),
        "password": text("adminPassword"),
    });
    let head =
        |path: &str| format!("POST {path} HTTP/1.1\r\nApiKey: {key}\r\nTenancyName: {tenancy}");
    let answer = call(&base, &head("/api/credentials/Login"), &body.to_string()).1;
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let envelope: Value = serde_json::from_str(body).unwrap();
    let token = envelope["data"]["accessToken"].as_str().unwrap();
    let head = format!(
        "{}\r\nAuthorization: Bearer {token}",
        head("/api/IdentityUserSession/CreateInvitation")
    );
    assert_eq!(call(&base, &head, SAMPLE).0, 200);
}

#[test]
fn events_are_printed_and_sent_on_signed() {
    let folder = TestFolder::new();
    let (server, ready) = Server::demo(folder.path(), &[]);
    invite(&ready);
    let printed = run(folder.path(), &["events", "--credentials", "ready.json"]);
    assert_eq!((printed.code, printed.err.as_str()), (0, ""));
    let event: Value = serde_json::from_str(&printed.out).unwrap();
    assert_eq!(event["Data"]["NewStatus"], "Approved");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let endpoint = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut got, mut part) = (String::new(), [0; 4_096]);
        while !got.ends_with('}') {
            let count = stream.read(&mut part).unwrap();
            got.push_str(std::str::from_utf8(&part[..count]).unwrap());
        }
        let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
        stream.write_all(answer).unwrap();
        got
    });
    let arguments = ["events", "--credentials", "ready.json", "--forward", &url];
    let sent = run(folder.path(), &arguments);
    assert_eq!(sent.code, 0, "{}", sent.err);
    let id = event["Id"].as_str().unwrap();
    assert!(sent.out.contains("whsec_") && sent.out.contains(&format!("{id} Approved → 204")));
    let got = endpoint.join().unwrap();
    assert!(got.contains(&format!("webhook-id: {id}")) && got.contains("webhook-signature: v1,"));
    let rest = ["events", "--credentials", "ready.json", "--after", id];
    assert_eq!(run(folder.path(), &rest).out, "");
    fs::remove_file(folder.path().join("ready.json")).unwrap();
    assert_eq!(server.stop(Signal::TERM), 0);
}

#[test]
fn events_of_an_unknown_company_are_refused_in_the_servers_words() {
    let folder = TestFolder::new();
    let (server, mut ready) = Server::demo(folder.path(), &[]);
    ready["adminPassword"] = json!("wrong");
    fs::write(folder.path().join("wrong.json"), ready.to_string()).unwrap();
    let refused = run(folder.path(), &["events", "--credentials", "wrong.json"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("password is wrong"), "{}", refused.err);
    assert_eq!(server.stop(Signal::TERM), 0);
}
