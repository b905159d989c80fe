//! Files among the values that an app or a company's program sends, and how the company fetches them.

use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_service::tenant::import_contract_type;
use mithaq_testkit::CONTRACT_TYPE_414;
use serde_json::{Value, json};

use super::{OTHER_PHONE, PHONE, Phone, is_done, whole};
use crate::{
    call::Door,
    file::{jpeg, pdf, png},
};

const FIELDS: &str = r#""fields": [
    {"key": "salarySlip", "type": "file", "label": {"en": "Salary slip", "ar": "مفردات المرتب"}, "required": true},
    {"key": "prices", "type": "file", "label": {"en": "Prices", "ar": "الأسعار"}, "required": true, "readOnly": true},"#;

/// A door whose contracts ask the person for a file, and the company for another one.
async fn door() -> Door {
    let door = Door::open_as_admin().await;
    let text = CONTRACT_TYPE_414
        .replacen("\"fields\": [", FIELDS, 1)
        .replacen("\"approval\": \"automatic\"", "\"approval\": \"member\"", 1);
    let imported = import_contract_type(&door.test.app, door.test.tenant, &text).await;
    imported.unwrap().unwrap();
    door
}

fn file(name: &str, bytes: &[u8]) -> Value {
    json!({ "name": name, "content": STANDARD.encode(bytes) })
}

fn with_slip(bytes: &[u8]) -> impl FnOnce(&mut Value) {
    let slip = file("slip.pdf", bytes);
    move |body| body["requestFieldsValues"]["SalarySlip"] = slip
}

fn path(id: &str, key: &str) -> String {
    format!("/api/BusinessRequest/GetRequestFile?id={id}&key={key}")
}

fn stored(door: &Door) -> usize {
    door.test.app.store().files().list().unwrap().len()
}

#[tokio::test]
async fn a_file_comes_with_the_contract_is_told_of_and_fetched_by_the_company_alone() {
    let door = door().await;
    let phone = Phone::of(&door, PHONE).await;
    let types = "/api/BusinessRequest/GetBusinessRequestTypeTemplateFields?requestTypeId=414";
    let fields = is_done(&door.get(types).await)["requestsFields"].clone();
    assert_eq!(
        (&fields[0]["type"], &fields[0]["file"]),
        (&json!("file"), &Value::Null)
    );
    let slip = pdf(1);
    let made = is_done(&phone.make(with_slip(&slip)).await);
    assert_eq!(made["requestStatusName"], "Pending Approval");
    let shown = &made["requestFields"][0];
    assert_eq!(shown["value"], "slip.pdf");
    assert_eq!(shown["file"]["contentType"], "application/pdf");
    assert_eq!(shown["file"]["size"], slip.len());
    assert_eq!(shown["file"]["sha256"].as_str().unwrap().len(), 64);
    let id = made["id"].as_str().unwrap();
    let listed = door.get("/api/BusinessRequest/GetRequests").await.json();
    assert_eq!(listed["data"][0]["requestFields"][0]["file"], shown["file"]);
    let fetched = door.get(&path(&id.to_uppercase(), "SALARYSLIP")).await;
    assert_eq!((fetched.status, &fetched.bytes), (StatusCode::OK, &slip));
    for (header, value) in [
        ("content-type", "application/pdf"),
        (
            "content-disposition",
            "attachment; filename=\"slip.pdf\"; filename*=UTF-8''slip.pdf",
        ),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("content-security-policy", "default-src 'none'; sandbox"),
    ] {
        assert_eq!(fetched.headers[header], value);
    }
}

#[tokio::test]
async fn nobody_but_the_contracts_company_fetches_a_file_and_there_is_none_where_none_was_given() {
    let mut door = door().await;
    let phone = Phone::of(&door, PHONE).await;
    let made = is_done(&phone.make(with_slip(&pdf(1))).await);
    let id = made["id"].as_str().unwrap();
    for (asked, status, code) in [
        (path(id, "prices"), 404, 1507),
        (path(id, "fullName"), 404, 1507),
        (path(id, "..%2F..%2Fmaster.key"), 404, 1507),
        (path("nothing", "salarySlip"), 404, 1501),
        (
            path("01890000-0000-7000-8000-000000000000", "salarySlip"),
            404,
            1501,
        ),
        (
            format!("/api/BusinessRequest/GetRequestFile?id={id}"),
            400,
            1106,
        ),
        (
            "/api/BusinessRequest/GetRequestFile?key=a".to_owned(),
            400,
            1106,
        ),
    ] {
        let answer = door.get(&asked).await;
        let mistake = answer.mistakes().first().map(|(_, code)| *code);
        let got = (answer.status.as_u16(), mistake.unwrap_or(answer.code()));
        assert_eq!(got, (status, code), "{asked}");
    }
    let person = phone.call("GET", &path(id, "salarySlip"), None).await;
    assert_eq!(person.status, StatusCode::FORBIDDEN, "a publishable key");
    // An administrator of another company.
    let other = door.test.another_tenant("other").await;
    door.test.tenant = other.tenant.id;
    door.test.api_key = other.api_key;
    door.bearer = Some(door.bearer_of("admin", &other.password).await);
    let answer = door.get(&path(id, "salarySlip")).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (404, 1501));
}

#[tokio::test]
async fn what_is_no_file_is_named_at_its_place_and_nothing_is_stored() {
    let door = door().await;
    let phone = Phone::of(&door, PHONE).await;
    let bad = |content: &str| json!({ "name": "slip.pdf", "content": content });
    let deep = format!("{}1{}", "[".repeat(60), "]".repeat(60));
    let deep: Value = serde_json::from_str(&deep).unwrap();
    for (value, code) in [
        (json!("JVBERi0xLjc="), 1141),
        (json!(["JVBERi0xLjc="]), 1141),
        (json!(true), 1141),
        (json!({ "name": "slip.pdf" }), 1141),
        (json!({ "name": deep.clone(), "content": "JVBERi0=" }), 1141),
        (json!({ "name": "slip.pdf", "content": deep }), 1141),
        (bad("not Base64!"), 1141),
        (bad(""), 1142),
        (file("slip.pdf", &vec![b' '; (5 << 20) + 1]), 1143),
        (file("slip.png", &png(50_000, 50_000, 1)), 1143),
        (file("slip.pdf", b"PK\x03\x04"), 1144),
        (file("slip.pdf", b"<html><script>alert(1)</script>"), 1144),
        (file("slip.pdf", b"%PDF-1.7"), 1145),
        (json!(" "), 1106),
        (Value::Null, 1106),
    ] {
        let answer = phone
            .make(|body| body["requestFieldsValues"]["salarySlip"] = value.clone())
            .await;
        let place = "requestFieldsValues.salarySlip".to_owned();
        assert_eq!(answer.mistakes(), [(place, code)], "{value:.60}");
    }
    let text = phone
        .make(|body| {
            with_slip(&pdf(1))(body);
            body["requestFieldsValues"]["fullName"] = file("a.pdf", &pdf(2));
        })
        .await;
    let place = "requestFieldsValues.fullName".to_owned();
    assert_eq!(text.mistakes(), [(place, 1114)]);
    // The company's own, which no person gives.
    let prices = phone
        .make(|body| {
            with_slip(&pdf(1))(body);
            body["requestFieldsValues"]["prices"] = file("a.pdf", &pdf(2));
        })
        .await;
    let place = "requestFieldsValues.prices".to_owned();
    assert_eq!(prices.mistakes(), [(place, 1129)]);
    assert_eq!(stored(&door), 0);
    let mut padded = whole();
    padded["padding"] = json!("x".repeat(20 << 20));
    let large = phone.call("POST", super::CREATE, Some(padded)).await;
    assert_eq!((large.status.as_u16(), large.code()), (413, 1102));
}

#[tokio::test]
async fn a_large_file_is_taken_once_however_often_its_call_is_sent() {
    let door = door().await;
    let phone = Phone::of(&door, PHONE).await;
    let mut slip = b"%PDF-1.7\n".to_vec();
    slip.resize(4 << 20, b'%');
    slip.extend(pdf(1));
    let mut body = whole();
    with_slip(&slip)(&mut body);
    let send = |body: Value| {
        phone.call_with("POST", super::CREATE, Some(body), |headers| {
            headers.insert("idempotency-key", "slip-1".parse().unwrap());
        })
    };
    let first = is_done(&send(body.clone()).await);
    let again = is_done(&send(body.clone()).await);
    assert_eq!(first["id"], again["id"]);
    assert_eq!(stored(&door), 1);
    body["requestFieldsValues"]["SalarySlip"] = file("slip.pdf", &pdf(2));
    let other = send(body).await;
    assert_eq!(other.mistakes(), [("Idempotency-Key".to_owned(), 1120)]);
    // Another one while this one waits: refused, and its file is not kept.
    let pending = phone.make(with_slip(&pdf(3))).await;
    assert_eq!(pending.code(), 1531);
    assert_eq!(stored(&door), 1);
    let id = first["id"].as_str().unwrap();
    assert_eq!(door.get(&path(id, "salarySlip")).await.bytes, slip);
}

#[tokio::test]
async fn two_calls_at_once_keep_one_contract_and_one_file() {
    let door = door().await;
    let phone = Phone::of(&door, PHONE).await;
    let send = || async {
        let mut body = whole();
        with_slip(&pdf(1))(&mut body);
        let answer = phone.call_with("POST", super::CREATE, Some(body), |headers| {
            headers.insert("idempotency-key", "slip-2".parse().unwrap());
        });
        is_done(&answer.await)["id"].clone()
    };
    let (one, other, third) = tokio::join!(send(), send(), send());
    assert_eq!((&one, &one), (&other, &third));
    assert_eq!(stored(&door), 1);
    let id = one.as_str().unwrap();
    assert_eq!(door.get(&path(id, "salarySlip")).await.bytes, pdf(1));
}

#[tokio::test]
async fn the_company_gives_its_file_by_approving_and_its_invitations_bring_files_too() {
    let door = door().await;
    let phone = Phone::of(&door, OTHER_PHONE).await;
    let made = is_done(&phone.make(with_slip(&pdf(1))).await);
    let id = made["id"].as_str().unwrap();
    let approve = |value: Value| {
        let body = json!({ "id": id, "requestFields": [{ "key": "prices", "value": value }] });
        door.post("/api/BusinessRequest/Approve", body)
    };
    let wrong = approve(file("prices.pdf", b"GIF89a")).await;
    let place = "requestFields.prices".to_owned();
    assert_eq!(wrong.mistakes(), [(place, 1144)]);
    assert_eq!(stored(&door), 1);
    let prices = jpeg(640, 400);
    assert_eq!(is_done(&approve(file("prices", &prices)).await), true);
    let fetched = door.get(&path(id, "prices")).await;
    assert_eq!(
        (&fetched.bytes, &fetched.headers["content-type"]),
        (&prices, &"image/jpeg".parse().unwrap())
    );
    let late = approve(file("prices", &pdf(9))).await;
    assert_eq!(late.code(), 1502);
    assert_eq!(stored(&door), 2, "what came too late is not kept");
    let read = is_done(&phone.get(&format!("GetBusinessRequestById/{id}")).await);
    let text = read["documents"][0]["content"].as_str().unwrap();
    for shown in ["slip.pdf", "prices.jpg"] {
        assert!(text.contains(shown), "{text}");
    }
    for field in read["requestFields"].as_array().unwrap().iter().take(2) {
        assert!(text.contains(field["file"]["sha256"].as_str().unwrap()));
    }
    let invited = door
        .invite(|body| {
            let values = &mut body["SessionInput"]["RequestFieldsValues"]["414"];
            values["prices"] = file("prices.pdf", &pdf(4));
            values["salarySlip"] = file("slip.pdf", b"nothing");
        })
        .await;
    let place = "SessionInput.RequestFieldsValues.414.salarySlip".to_owned();
    assert_eq!(invited.mistakes(), [(place, 1144)]);
    assert_eq!(stored(&door), 3, "the two files and the document");
    let invited = door
        .invite(|body| {
            let values = &mut body["SessionInput"]["RequestFieldsValues"]["414"];
            values["prices"] = file("prices.pdf", &pdf(4));
        })
        .await;
    assert_eq!(invited.status, StatusCode::OK);
    let session = invited.headers["x-session-id"].to_str().unwrap();
    let session = format!("/api/IdentityUserSession/Get?id={session}");
    let session = is_done(&door.get(&session).await);
    let id = session["contracts"][0]["requestId"].as_str().unwrap();
    assert_eq!(door.get(&path(id, "prices")).await.bytes, pdf(4));
}
