//! The link for signing in a view of the web: the hosted pages behind it, and whoever it is not for.

use std::net::SocketAddr;

use axum::{
    extract::connect_info::MockConnectInfo,
    http::{StatusCode, header},
};
use mithaq_domain::{evidence::Act, id::SessionId, time::Span};
use serde_json::{Value, json};

use super::{OTHER_PHONE, PHONE, Phone, is_done, is_refused, sign::far};
use crate::{
    call::{Answer, Door},
    hosted::browser::Browser,
};

impl Phone<'_> {
    pub async fn ask_link(&self, id: &str, change: impl FnOnce(&mut Value)) -> Answer {
        let mut body = json!({
            "geoLocation": { "latitude": "30.05", "longitude": 31.24 },
            "userDeviceUtcTime": "2026-11-22T10:15:30Z", "requestId": id,
        });
        change(&mut body);
        let path = "/api/BusinessRequest/GenerateSignContractLink";
        self.call("POST", path, Some(body)).await
    }

    /// The address below the host.
    pub async fn link(&self, id: &str) -> String {
        let address = is_done(&self.ask_link(id, |_| {}).await);
        let address = address.as_str().unwrap();
        let path = address.find("/sign?RequestId=").unwrap();
        address[path..].to_owned()
    }

    pub async fn view(&self, link: &str, accept: &str) -> Answer {
        let (_, query) = link.split_once('?').unwrap();
        let path = format!("/api/BusinessRequest/ViewContractPdf?{query}");
        let accept = accept.parse().unwrap();
        let change = |headers: &mut axum::http::HeaderMap| {
            headers.insert(header::ACCEPT, accept);
        };
        self.call_with("GET", &path, None, change).await
    }
}

pub fn browser(door: &Door) -> Browser {
    let peer = MockConnectInfo(SocketAddr::from(([127, 0, 0, 1], 5000)));
    let nowhere = "01890000-0000-7000-8000-000000000000";
    Browser::new(
        door.router.clone().layer(peer),
        SessionId::parse(nowhere).unwrap(),
    )
}

/// Opens a link that works; the browser stands on the session's first page.
pub async fn opened(door: &Door, link: &str) -> Browser {
    let mut browser = browser(door);
    let session = {
        let mut scout = browser.clone();
        let request = axum::http::Request::get(link).body(axum::body::Body::empty());
        let response = tower::ServiceExt::oneshot(scout.router(), request.unwrap()).await;
        scout.page.clear();
        let location = response.unwrap().headers()[header::LOCATION].clone();
        location.to_str().unwrap().replace("/session/", "")
    };
    browser.session = SessionId::parse(&session).unwrap();
    let answer = browser.get(link).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!answer.location.as_ref().unwrap().contains("SecurityHash"));
    browser.load().await;
    browser
}

/// From the first page to the review.
async fn prove(door: &Door, browser: &mut Browser) {
    let session = browser.session.to_string();
    browser.submit("continue", &[]).await;
    assert_eq!(browser.step(), "phone");
    browser.submit("send-code", &[]).await;
    let code = door.test.code(&session, "phone").await.unwrap();
    browser.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(browser.step(), "review");
    assert!(browser.has("REQ-2026-00001"));
}

/// From the first page to the confirmation.
pub async fn sign(door: &Door, browser: &mut Browser) {
    prove(door, browser).await;
    let session = browser.session.to_string();
    browser.submit("sign", &[]).await;
    let code = door.test.code(&session, "sign").await.unwrap();
    browser.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(browser.step(), "done");
}

#[tokio::test]
async fn the_link_leads_through_the_phones_code_to_the_review_and_signs() {
    let door = Door::open_as_admin().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let link = phone.link(&id).await;
    assert!(link.starts_with(&format!("/sign?RequestId={id}&SecurityHash=")));
    let said = &door.details(Act::SignLinkMade)[0];
    assert!(said.contains("\"locationCommitment\"") && said.contains("\"deviceDriftMillis\""));
    let mut browser = opened(&door, &link).await;
    assert_eq!(browser.step(), "open");
    assert!(
        !browser.has("Ahmed") && !browser.has(PHONE),
        "nothing before proof"
    );
    sign(&door, &mut browser).await;
    door.test.drain().await;
    let read = is_done(&phone.get(&format!("GetBusinessRequestById/{id}")).await);
    assert_eq!(read["requeststatus"], 8);
    // The same link again signs nothing more, and another browser sees nothing of the contract.
    let mut again = opened(&door, &link).await;
    assert_eq!(again.step(), "ended");
    assert!(!again.has("REQ-2026-00001") && !again.has("data-action=\"sign\""));
    is_refused(&phone.ask_link(&id, |_| {}).await, 1502);
    // The app shows the sealed file.
    let sealed = phone.view(&link, "application/pdf").await;
    assert!(sealed.bytes.starts_with(b"%PDF") && contains(&sealed.bytes, b"/ByteRange"));
    again.load().await;
    assert_eq!(again.step(), "ended");
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn the_pdf_that_is_viewed_is_the_reviewed_one_by_an_address_of_five_minutes() {
    let door = Door::open_as_admin().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let link = phone.link(&id).await;
    let whole = phone.view(&link, "application/pdf").await;
    assert_eq!(whole.headers["cache-control"], "no-store");
    assert_eq!(whole.headers["referrer-policy"], "no-referrer");
    let mut browser = opened(&door, &link).await;
    prove(&door, &mut browser).await;
    let reviewed = browser.get(&format!("{}/review.pdf", browser.home())).await;
    assert!(reviewed.bytes == whole.bytes && whole.bytes.starts_with(b"%PDF"));
    let answer = phone.view(&link, "*/*").await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    let address = is_done(&answer);
    let address = address.as_str().unwrap();
    let path = address[address.find("/download/").unwrap()..].to_owned();
    assert!(!path.contains(&id));
    assert_eq!(door.get(&path).await.bytes, whole.bytes);
    let mut altered = path.clone();
    altered.replace_range(20..21, if &path[20..21] == "A" { "B" } else { "A" });
    assert_eq!(door.get(&altered).await.code(), 1501);
    door.test.clock.advance(Span::minutes(5));
    assert_eq!(door.get(&path).await.code(), 1501);
    // An address never outlives its hash.
    door.test.clock.advance(Span::minutes(22));
    let late = is_done(&phone.view(&link, "*/*").await);
    let late = late.as_str().unwrap();
    let late = late[late.find("/download/").unwrap()..].to_owned();
    assert_eq!(door.get(&late).await.status, StatusCode::OK);
    door.test.clock.advance(Span::minutes(3));
    assert_eq!(door.get(&late).await.code(), 1501);
    is_refused(&phone.view(&link, "*/*").await, 1536);
}

#[tokio::test]
async fn after_half_an_hour_neither_the_link_nor_what_it_left_in_a_browser_opens_anything() {
    let door = Door::open_as_admin().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let link = phone.link(&id).await;
    let mut held = opened(&door, &link).await;
    let form = held.filled("continue", &[]);
    door.test.clock.advance(Span::minutes(30));
    for (tag, sentence) in [("en", "30 minutes"), ("ar", "٣٠ دقيقة")] {
        let mut late = browser(&door);
        let answer = late.get(&format!("{link}&lang={tag}")).await;
        assert_eq!(answer.status, 410);
        assert!(answer.set_cookies().is_empty());
        assert!(answer.text().contains(sentence), "{}", answer.text());
    }
    // Whoever kept the page open goes no further either.
    let answer = held.post("continue", &form).await;
    assert_eq!(answer.status, 303);
    held.load().await;
    assert_eq!(held.step(), "ended");
    assert!(!held.cookies.contains_key("mithaq_session"));
}

#[tokio::test]
async fn an_altered_link_or_that_of_another_contract_is_one_that_does_not_exist() {
    let door = Door::open_as_admin().await;
    let phone = Phone::of(&door, PHONE).await;
    let other = Phone::of(&door, OTHER_PHONE).await;
    let (id, others) = (phone.made().await, other.made().await);
    let link = phone.link(&id).await;
    let mut forged = vec![
        link.replace(&id, &others),
        link.replace(&id, "nothing"),
        link[..link.len() - 4].to_owned(),
        format!("/sign?RequestId={id}&SecurityHash="),
        format!("/sign?RequestId={id}&SecurityHash=%00"),
    ];
    let hash = link.find("SecurityHash=").unwrap() + "SecurityHash=".len();
    // Session, time and proof: none can be changed.
    for place in [hash + 2, hash + 25, hash + 40] {
        let mut altered = link.clone();
        let letter = if &link[place..=place] == "A" {
            "B"
        } else {
            "A"
        };
        altered.replace_range(place..=place, letter);
        forged.push(altered);
    }
    for address in &forged {
        let answer = browser(&door).get(address).await;
        assert_eq!(answer.status, 404, "{address}");
        assert!(answer.set_cookies().is_empty());
        let viewed = phone.view(address, "*/*").await;
        assert!([1501, 1106].contains(&viewed.code()), "{address}");
    }
    // Another person's token does not show it, nor does one's own show another's by this hash.
    assert_eq!(other.view(&link, "application/pdf").await.code(), 1501);
    assert_eq!(other.ask_link(&id, |_| {}).await.code(), 1501);
    let mine = other.link(&others).await;
    let mixed = mine.replace(&others, &id);
    assert_eq!(phone.view(&mixed, "application/pdf").await.code(), 1501);
    assert_eq!(other.view(&mixed, "application/pdf").await.code(), 1501);
}

#[tokio::test]
async fn another_company_with_the_same_person_reaches_nothing_by_the_link() {
    let door = Door::open().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let link = phone.link(&id).await;
    let mut delta = Door::open().await;
    let made = door.test.another_tenant("delta").await;
    delta.router = door.router.clone();
    delta.test.api_key = made.api_key;
    let (_, query) = link.split_once('?').unwrap();
    let path = format!("/api/BusinessRequest/ViewContractPdf?{query}");
    let mut request = delta.request("GET", &path, None);
    let bearer = format!("Bearer {}", phone.token);
    request
        .headers_mut()
        .insert("authorization", bearer.parse().unwrap());
    let answer = delta.send(request).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_link_is_given_only_where_and_when_the_steps_would_sign_and_ends_with_the_contract() {
    let door = Door::open_as_admin().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    is_refused(&phone.ask_link(&id, far).await, 1533);
    let nowhere = phone.ask_link(&id, |body| body["geoLocation"] = Value::Null);
    assert_eq!(nowhere.await.mistakes(), [("geoLocation".to_owned(), 1106)]);
    let link = phone.link(&id).await;
    prove(&door, &mut opened(&door, &link).await).await;
    let address = is_done(&phone.view(&link, "*/*").await);
    let address = address.as_str().unwrap();
    let address = address[address.find("/download/").unwrap()..].to_owned();
    assert_eq!(door.get(&address).await.status, StatusCode::OK);
    let body = json!({ "id": id, "reason": "Entered twice" });
    is_done(&door.post("/api/BusinessRequest/Void", body).await);
    assert_eq!(door.get(&address).await.code(), 1501);
    is_refused(&phone.ask_link(&id, |_| {}).await, 1502);
    assert_eq!(phone.view(&link, "application/pdf").await.code(), 1501);
    // The link says at once that the contract was withdrawn, and sends no code.
    let late = browser(&door).get(&link).await;
    assert_eq!(late.status, 410);
    assert!(late.text().contains("سُحبت الدعوة"));
}

#[tokio::test]
async fn a_page_of_a_link_stands_by_its_own_rules_of_the_web() {
    let door = Door::open().await;
    let mut nobody = browser(&door);
    let explained = nobody.get("/sign").await;
    assert_eq!(explained.status, 200);
    for name in ["content-security-policy", "referrer-policy"] {
        assert!(!explained.header(name).is_empty(), "{name}");
    }
    let script = nobody
        .get("/sign?RequestId=%22%3E%3Cscript%3E&SecurityHash=%22%3E%3Cscript%3E")
        .await;
    assert_eq!(script.status, 404);
    assert!(!script.text().contains("<script>"));
}
