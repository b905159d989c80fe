//! The public page: what it says of a file and of a code, to whom, how often, and what it leaves behind.

use axum::{body::Body, http::Request};
use mithaq_domain::{id::ContractId, time::Span};
use mithaq_service::{contract::contract_pdf, evidence::Bundle};

use super::{
    countersign::Company,
    several::{invite, links, sign},
};
use crate::call::Answer;

const SARA: &str = "+201098765432";
const PEER: &str = "192.0.2.7:4000";

/// A contract that one person and two members signed: its evidence, for what it should say.
async fn sealed(company: &Company) -> Bundle {
    let (session, token) = invite(company, serde_json::json!([])).await;
    let mut browser = company.opened(&session, &token).await;
    sign(company, &mut browser).await;
    let id = company.id().await;
    for bearer in &company.bearers {
        assert_eq!(company.sign(bearer, &id).await, (200, 0));
        company.door.test.drain().await;
    }
    let path = format!("/api/BusinessRequest/Evidence?id={id}");
    Bundle::unpack(&company.door.get(&path).await.bytes).unwrap()
}

async fn look(company: &Company, path: &str) -> (u16, String) {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    told(company.door.send_from(PEER, request).await)
}

pub(super) async fn hand_in(company: &Company, file: &[u8]) -> (u16, String) {
    told(hand_in_from(company, PEER, file).await)
}

async fn hand_in_from(company: &Company, peer: &str, file: &[u8]) -> Answer {
    hand_in_at(company, (peer, "/verify?lang=en"), file).await
}

async fn hand_in_at(company: &Company, (peer, uri): (&str, &str), file: &[u8]) -> Answer {
    let head = "------web\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\
                Content-Type: application/pdf\r\n\r\n";
    let body = [head.as_bytes(), file, b"\r\n------web--\r\n"].concat();
    let request = Request::builder()
        .method("POST")
        .uri(uri)
        .header("content-type", "multipart/form-data; boundary=----web");
    company
        .door
        .send_from(peer, request.body(Body::from(body)).unwrap())
        .await
}

fn told(answer: Answer) -> (u16, String) {
    let headers = &answer.headers;
    assert_eq!(headers["cache-control"], "no-store");
    assert!(
        headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("default-src 'none'")
    );
    assert!(!headers.contains_key("set-cookie"));
    (
        answer.status.as_u16(),
        String::from_utf8(answer.bytes).unwrap(),
    )
}

/// The word of `data-verdict`.
pub(super) fn verdict(page: &str) -> &str {
    let after = page.split("data-verdict=\"").nth(1).unwrap_or_default();
    after.split('"').next().unwrap_or_default()
}

#[tokio::test]
async fn the_file_tells_who_signed_when_and_the_code_alone_does_not() {
    let company = Company::open().await;
    let whole = sealed(&company).await;
    let (status, page) = hand_in(&company, &whole.contract).await;
    assert_eq!((status, verdict(&page)), (200, "genuine"), "{page}");
    let number = &whole.facts.request_number;
    for said in [
        "Ahmed Mohamed",
        "director",
        "Nile",
        number,
        "test certificate",
        "certificate-based",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let code = &whole.facts.document.short_code;
    let (status, page) = look(&company, &format!("/v/{code}?lang=en")).await;
    assert_eq!((status, verdict(&page)), (200, "code-found"));
    let fingerprint: String = whole
        .facts
        .document
        .reviewed_sha256
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    for said in [fingerprint.as_str(), "Nile", "Pages"] {
        assert!(page.contains(said), "{said}");
    }
    for unsaid in ["Ahmed", "director", number, "1234567890", "REQ-"] {
        assert!(!page.contains(unsaid), "{unsaid}");
    }
    let (_, page) = look(&company, &format!("/v/{code}?lang=ar")).await;
    assert!(
        page.contains("dir=\"rtl\"") && page.contains("صادر عن"),
        "{page}"
    );
    // In Arabic a time is read from the right, and only the name of its zone is not.
    let arabic = hand_in_at(&company, (PEER, "/verify?lang=ar"), &whole.contract).await;
    let (_, page) = told(arabic);
    assert!(page.contains(" (\u{2066}UTC+02:00\u{2069})"), "{page}");
    assert!(page.contains("<bdi>\u{200f}٢٠٢٦/"), "{page}");
    assert!(!page.contains(">check-"), "a sentence is missing");
}

#[tokio::test]
async fn a_code_is_found_as_people_type_it_and_an_unknown_one_is_told_nothing() {
    let company = Company::open().await;
    let whole = sealed(&company).await;
    let code = whole.facts.document.short_code.clone();
    let typed = code.replace('-', "").to_lowercase();
    let request = Request::builder().uri(format!("/verify?lang=en&code={typed}"));
    let answer = company
        .door
        .send_from(PEER, request.body(Body::empty()).unwrap())
        .await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.headers["location"], format!("/v/{code}?lang=en"));
    for path in [
        "/v/0000-0000-0000-0000",
        "/v/%00",
        "/v/..%2F..%2Fetc",
        "/v/%3Cscript%3E",
        "/verify?code=%3Cscript%3Ealert(1)%3C/script%3E",
        "/verify?code=",
    ] {
        let (status, page) = look(&company, path).await;
        assert_eq!((status, verdict(&page)), (404, "no-such-code"), "{path}");
        assert!(!page.contains("<script>"), "{path}");
    }
}

#[tokio::test]
async fn a_document_that_nobody_signed_yet_is_not_told_of() {
    let company = Company::open().await;
    let (session, token) = invite(&company, serde_json::json!([])).await;
    let mut browser = company.opened(&session, &token).await;
    let reviewed = company.pdf(&mut browser, "review").await;
    let (_, page) = hand_in(&company, &reviewed).await;
    assert_eq!(verdict(&page), "unsealed");
}

#[tokio::test]
async fn what_was_changed_is_never_genuine_and_other_files_are_what_they_are() {
    let company = Company::open().await;
    let whole = sealed(&company).await;
    let pdf = &whole.contract;
    let reviewed = usize::try_from(whole.facts.document.reviewed_bytes).unwrap();
    let mut changed = pdf.clone();
    changed[reviewed / 2] ^= 1;
    let longer = [pdf.as_slice(), b"\n% more\n"].concat();
    for (file, expected) in [
        (changed.as_slice(), "altered"),
        (&longer, "altered"),
        (&pdf[..pdf.len() - 300], "altered"),
        (&pdf[..reviewed], "unsealed"),
        (b"no PDF".as_slice(), "unreadable"),
        (b"%PDF-1.7", "unreadable"),
        (b"", "no-file"),
    ] {
        // Each from an address of its own, since an address has a limit.
        let peer = format!("192.0.2.{}:4000", 10 + file.len() % 200);
        let (_, page) = told(hand_in_from(&company, &peer, file).await);
        assert_eq!(verdict(&page), expected);
        assert!(!page.contains("Ahmed"), "{expected}");
    }
    // One that a server with other keys sealed, of a company of the same name.
    let elsewhere = Company::open().await;
    let theirs = sealed(&elsewhere).await;
    let (_, page) = told(hand_in_from(&company, "198.51.100.1:1", &theirs.contract).await);
    assert_eq!(verdict(&page), "not-ours", "{page}");
}

#[tokio::test]
async fn a_copy_from_before_the_last_signature_says_that_others_sign_too() {
    let company = Company::open().await;
    let (session, token) = invite(&company, serde_json::json!([{ "phoneNumber": SARA }])).await;
    let (_, theirs, link) = links(&company).await.remove(0);
    let mut first = company.opened(&session, &token).await;
    let mut second = company.opened(&theirs, &link).await;
    sign(&company, &mut second).await;
    let id = ContractId::parse(&company.id().await).unwrap();
    let test = &company.door.test;
    let early = contract_pdf(&test.app, test.tenant, id)
        .await
        .unwrap()
        .unwrap()
        .1;
    let (_, page) = hand_in(&company, &early).await;
    assert_eq!(verdict(&page), "genuine-open", "{page}");
    sign(&company, &mut first).await;
    let (_, page) = hand_in(&company, &early).await;
    assert_eq!(verdict(&page), "genuine-open", "the company has not signed");
    let rows = page.matches("<dt>Customer</dt>").count();
    assert_eq!(rows, 1, "only what this file holds");
}

#[tokio::test]
async fn an_address_asks_so_often_and_no_more_and_nothing_is_stored() {
    let company = Company::open().await;
    let whole = sealed(&company).await;
    let folder = company.door.test.app.store().folder().join("files");
    let stored = || walk(&folder);
    let before = stored();
    let changes = company.door.test.app.store().changes();
    let mut statuses = Vec::new();
    for _ in 0..14 {
        statuses.push(hand_in(&company, &whole.contract).await.0);
    }
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        12,
        "{statuses:?}"
    );
    assert_eq!(statuses.last(), Some(&429));
    let other = hand_in_from(&company, "192.0.2.8:4000", &whole.contract).await;
    assert_eq!(other.status, 200, "a neighbour is not kept out");
    let mut codes = Vec::new();
    for _ in 0..32 {
        codes.push(look(&company, "/v/0000-0000-0000-0000").await.0);
    }
    assert_eq!(
        codes.iter().filter(|status| **status == 404).count(),
        30,
        "{codes:?}"
    );
    company.door.test.clock.advance(Span::minutes(1));
    assert_eq!(hand_in(&company, &whole.contract).await.0, 200);
    assert_eq!(stored(), before, "no file");
    assert_eq!(company.door.test.app.store().changes(), changes, "no row");
}

#[tokio::test]
async fn what_is_no_upload_or_too_large_is_told_so() {
    let company = Company::open().await;
    let large = vec![b'x'; 17 << 20];
    let (status, page) = hand_in(&company, &large).await;
    assert_eq!((status, verdict(&page)), (413, "too-large"));
    let request = Request::builder().method("POST").uri("/verify");
    let answer = company
        .door
        .send_from(PEER, request.body(Body::from("x")).unwrap())
        .await;
    assert_eq!(answer.status, 400);
    let (status, page) = look(&company, "/verify?lang=en").await;
    assert_eq!((status, verdict(&page)), (200, ""));
    assert!(
        page.contains("enctype=\"multipart/form-data\"") && page.contains("data-step=\"verify\"")
    );
}

fn walk(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { walk(&path) } else { 1 })
        .sum()
}
