//! Files that a contract asks for: given on the page, bound into the document, looked at again.

mod seen;

use mithaq_domain::time::Span;
use mithaq_service::contract::Decision;

use super::{
    browser::Browser,
    house::{House, NAME, Wanted},
};
use crate::file::{jpeg, pdf, png};

const SLIP: &str = "f.414.salarySlip";
const BILL: &str = "f.414.bill";

const FIELDS: &str = r#""fields": [
    {"key": "salarySlip", "type": "file", "label": {"en": "Salary slip", "ar": "مفردات المرتب"}, "required": true},
    {"key": "bill", "type": "file", "label": {"en": "Bill", "ar": "إيصال مرافق"}, "required": true, "max": "2000"},"#;

/// A house whose contracts ask for two files.
async fn house() -> House {
    house_approving("automatic").await
}

async fn house_approving(who: &str) -> House {
    asking(House::new().await, who).await
}

async fn asking(house: House, who: &str) -> House {
    let change = |text: &str| {
        text.replacen("\"fields\": [", FIELDS, 1).replacen(
            "\"automatic\"",
            &format!("\"{who}\""),
            1,
        )
    };
    house.change_type_by(change).await;
    house
}

fn link(browser: &Browser, key: &str) -> String {
    format!("{}/files/{key}", browser.home())
}

fn hash(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    let hexadecimal = digest.as_ref().iter();
    hexadecimal.map(|byte| format!("{byte:02x}")).collect()
}

fn files(house: &House) -> usize {
    house.app.store().files().list().unwrap().len()
}

#[tokio::test]
async fn files_are_asked_for_given_and_bound_into_the_document_that_is_signed() {
    let house = house().await;
    let mut browser = house.proved(Wanted::default()).await;
    assert!(browser.has(&format!(
        "type=\"file\" id=\"input-f-414-salarySlip\" name=\"{SLIP}\""
    )));
    assert!(browser.has(NAME), "what is pre-filled is shown");
    let (slip, bill) = (pdf(1), png(640, 400, 2));
    let sent = [
        (SLIP, "../../كشف <b>\u{202E}\"fdp.exe", slip.as_slice()),
        (BILL, "bill.png", &bill),
    ];
    browser.upload(&[], &sent).await;
    assert_eq!(browser.errors(), [] as [&str; 0]);
    assert_eq!(browser.step(), "review");
    let slip_name = "كشف _b__fdp.exe.pdf";
    for shown in [
        slip_name,
        "bill.png",
        "data-action=\"sign\"",
        "<img class=\"given\"",
    ] {
        assert!(browser.has(shown), "{shown}\n{}", browser.page);
    }
    for bytes in [&slip, &bill] {
        assert!(
            browser.has(&hash(bytes)),
            "the text of the document names the hash"
        );
    }
    let answer = browser.get(&link(&browser, "salarySlip")).await;
    assert_eq!((answer.status, &answer.bytes), (200, &slip));
    for (header, value) in [
        ("content-type", "application/pdf"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
    ] {
        assert_eq!(answer.header(header), value);
    }
    let disposition = answer.header("content-disposition");
    assert!(
        disposition.starts_with("attachment; filename=\"___ _b__fdp.exe.pdf\""),
        "{disposition}"
    );
    house.sign(&mut browser).await;
    house.drain().await;
    assert_eq!(
        house.company_sees(browser.session).await.2,
        Some("Completed")
    );
    let answer = browser.get(&link(&browser, "BILL")).await;
    assert_eq!((answer.status, answer.bytes), (200, bill));
}

#[tokio::test]
async fn what_is_no_file_is_refused_beside_its_input_and_nothing_of_it_is_kept() {
    let house = house().await;
    let mut browser = house.proved(Wanted::default()).await;
    let mut heavy = pdf(1);
    heavy.resize((5 << 20) + 1, b'\n');
    let cut = &pdf(1)[..20];
    let cases: [(&[u8], &str); 8] = [
        (b"", "1142"),
        (&heavy, "1143"),
        (&png(50_000, 50_000, 1), "1143"),
        (b"<html><script>alert(1)</script>", "1144"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "1144",
        ),
        (b"PK\x03\x04 an archive called slip.pdf", "1144"),
        (cut, "1145"),
        (&jpeg(640, 400)[..20], "1145"),
    ];
    for (bytes, code) in cases {
        browser.upload(&[], &[(SLIP, "slip.pdf", bytes)]).await;
        assert_eq!(
            browser.errors(),
            [code, "1106"],
            "{:?}",
            &bytes[..bytes.len().min(20)]
        );
        assert!(browser.has("id=\"input-f-414-salarySlip-error\""));
    }
    // An input for which nothing was chosen, one with two files, one above the field's own limit.
    browser
        .upload(&[], &[(SLIP, "", b""), (BILL, "", b"")])
        .await;
    assert_eq!(browser.errors(), ["1106", "1106"]);
    let slip = pdf(1);
    let two = [(SLIP, "a.pdf", slip.as_slice()), (SLIP, "b.pdf", &slip)];
    browser.upload(&[], &two).await;
    assert_eq!(browser.errors(), ["1141", "1106"]);
    let long = [
        slip.clone(),
        vec![b'\n'; 900],
        slip.clone(),
        vec![b' '; 1_200],
        slip,
    ]
    .concat();
    browser.upload(&[], &[(BILL, "b.pdf", &long)]).await;
    assert_eq!(browser.errors(), ["1106", "1143"]);
    // Texts are no files.
    let mut fields = browser.filled("save", &[]);
    fields.push((SLIP.to_owned(), "JVBERi0xLjc=".to_owned()));
    browser.post("save", &fields).await;
    browser.load().await;
    assert_eq!(browser.errors(), ["1106", "1106"]);
    assert_eq!(files(&house), 0);
}

#[tokio::test]
async fn a_file_can_be_replaced_until_the_contract_is_complete_and_never_after() {
    let house = house().await;
    let mut browser = house.proved(Wanted::default()).await;
    let (first, second, bill) = (pdf(1), pdf(2), pdf(3));
    browser.upload(&[], &[(SLIP, "first.pdf", &first)]).await;
    assert_eq!(browser.errors(), ["1106"]);
    assert!(browser.has("first.pdf") && browser.has(&link(&browser, "salarySlip")));
    // What is not taken does not cost what was.
    browser.upload(&[], &[(SLIP, "page.html", b"<html>")]).await;
    assert_eq!(browser.errors(), ["1144", "1106"]);
    assert!(browser.has("first.pdf"));
    let read = |answer: super::browser::Answer| (answer.status, answer.bytes);
    let slip = link(&browser, "salarySlip");
    assert_eq!(read(browser.get(&slip).await), (200, first));
    browser.upload(&[], &[(SLIP, "second.pdf", &second)]).await;
    assert!(browser.has("second.pdf") && !browser.has("first.pdf"));
    assert_eq!(files(&house), 1, "the replaced file is gone");
    let late = browser.clone();
    browser.upload(&[], &[(BILL, "bill.pdf", &bill)]).await;
    assert!(browser.has("data-action=\"sign\"") && browser.has("second.pdf"));
    let before = files(&house);
    // The page from before, sent again by another tab.
    let mut late = late;
    late.cookies = browser.cookies.clone();
    late.upload(&[], &[(SLIP, "late.pdf", &pdf(4))]).await;
    assert!(late.has("second.pdf") && !late.has("late.pdf") && late.errors().is_empty());
    assert_eq!(files(&house), before);
    assert_eq!(read(browser.get(&slip).await), (200, second));
}

#[tokio::test]
async fn nobody_else_gives_or_sees_a_file() {
    let house = house().await;
    let mut browser = house.proved(Wanted::default()).await;
    let slip = pdf(1);
    browser.upload(&[], &[(SLIP, "slip.pdf", &slip)]).await;
    let path = link(&browser, "salarySlip");
    let mut stranger = house.stranger(browser.session);
    assert_eq!(stranger.get(&path).await.status, 404);
    house.pass(Span::minutes(1));
    let mut other = house
        .proved(Wanted {
            phone: Some("+201098765432"),
            ..Wanted::default()
        })
        .await;
    // With the cookies of another session, and with a form token of another.
    stranger.cookies = other.cookies.clone();
    assert_eq!(stranger.get(&path).await.status, 404);
    stranger.page = browser.page.clone();
    stranger.upload(&[], &[(BILL, "bill.pdf", &slip)]).await;
    other.page = browser.page.clone();
    other.upload(&[], &[(BILL, "bill.pdf", &slip)]).await;
    assert_eq!(other.errors(), ["1407"]);
    assert_eq!(files(&house), 1);
    for key in ["bill", "fullName", "nothing", "..%2f..%2fmaster.key", "%00"] {
        let path = link(&browser, key);
        assert_eq!(browser.get(&path).await.status, 404, "{key}");
    }
    // One that holds the link and has proved nothing.
    let mut unproved = house.guest().await;
    unproved.page = browser.page.clone();
    unproved.upload(&[], &[(SLIP, "slip.pdf", &slip)]).await;
    let path = link(&unproved, "salarySlip");
    assert_eq!(unproved.get(&path).await.status, 404);
    assert_eq!(files(&house), 1);
}

#[tokio::test]
async fn an_upload_to_a_public_sandbox_is_as_small_as_every_body_of_it() {
    let house = asking(House::public().await, "automatic").await;
    let mut browser = house.proved(Wanted::default()).await;
    let kind = "multipart/form-data; boundary=----web";
    for (length, code) in [((64 << 10) + 1, "1102"), (64 << 10, "1147")] {
        browser.post_body(kind, vec![b'x'; length]).await;
        browser.load().await;
        assert_eq!(browser.errors(), [code]);
    }
    assert_eq!(files(&house), 0);
}

#[tokio::test]
async fn uploads_that_are_broken_or_too_large_are_told_so_and_cost_nothing() {
    let house = house().await;
    let mut browser = house.proved(Wanted::default()).await;
    let kind = "multipart/form-data; boundary=----web";
    let large = vec![b'x'; (16 << 20) + 1];
    for (kind, body, code) in [
        (kind, large, "1146"),
        (
            kind,
            b"------web\r\nContent-Disposition: form-data; name=\"a\"".to_vec(),
            "1147",
        ),
        (kind, Vec::new(), "1147"),
        ("multipart/form-data", b"------web--".to_vec(), "1147"),
    ] {
        let answer = browser.post_body(kind, body).await;
        assert_eq!(answer.status, 303);
        browser.load().await;
        assert_eq!(browser.errors(), [code]);
    }
    // A text that is longer than any of ours, beside files.
    let long = "x".repeat(70_000);
    let head = "------web\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n";
    let body = format!("{head}{long}\r\n------web--\r\n").into_bytes();
    assert_eq!(browser.post_body(kind, body).await.status, 413);
    // Whoever is asked for nothing is not read at all, and so is not told of its size.
    let mut stranger = house.stranger(browser.session);
    let answer = stranger.post_body(kind, vec![b'x'; 17 << 20]).await;
    assert_eq!((answer.status, answer.set_cookies()), (303, Vec::new()));
    browser.load().await;
    let (slip, bill) = (pdf(1), jpeg(640, 400));
    let both = [(SLIP, "slip.pdf", slip.as_slice()), (BILL, "bill", &bill)];
    browser.upload(&[], &both).await;
    assert!(browser.has("data-action=\"sign\""));
}

#[tokio::test]
async fn a_document_is_not_made_where_a_file_is_not_the_one_that_was_given() {
    let house = house_approving("member").await;
    let mut browser = house.proved(Wanted::default()).await;
    let (slip, bill) = (pdf(1), pdf(2));
    let both = [
        (SLIP, "slip.pdf", slip.as_slice()),
        (BILL, "bill.pdf", &bill),
    ];
    browser.upload(&[], &both).await;
    assert_eq!(browser.step(), "waiting");
    let path = link(&browser, "salarySlip");
    assert_eq!(browser.get(&path).await.status, 404, "not while it waits");
    // Somebody with the database, and without a key, changes which file belongs to which field.
    let (tenant, session) = (house.tenant.id, browser.session);
    let swapped = house.app.store().write_blocking(move |tx| {
        let mut tx = tx.tenant(tenant);
        let contract = tx.list_session_contracts(session)?[0].id;
        let rows = tx.list_attachments(contract)?;
        for (row, other) in rows.iter().zip(rows.iter().rev()) {
            let mut row = row.clone();
            row.file = other.file.clone();
            tx.put_attachment(contract, &row)?;
        }
        tx.list_attachments(contract)
    });
    assert_eq!(swapped.unwrap().len(), 2);
    house.decide(session, Decision::Approve(Vec::new())).await;
    assert_eq!(browser.load().await, 500);
    assert!(!browser.has("data-action=\"sign\""));
}

#[tokio::test]
async fn the_page_says_how_large_a_file_may_be() {
    let house = house().await;
    let browser = house.proved(Wanted::default()).await;
    let page = browser.page.replace(['\u{2068}', '\u{2069}'], "");
    assert!(page.contains("at most 5.2 MB.") && page.contains("at most 2 KB."));
}
