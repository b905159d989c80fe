//! Other documents, faces that are compared, chips and lists of names: what waits, what the staff and
//! the sandbox decide, and that nothing passes anybody by itself.

use serde_json::{Value, json};

use super::{ID, app, base64, is_taken, magic, picture, sandbox};
use crate::{
    call::{Answer, Door},
    person::{OTHER_PHONE, is_done},
};

/// The specimen of ICAO Doc 9303-4, valid until 2031.
const ZONE: &str =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F3104150ZE184226B<<<<<16";
/// Calls that hand in one document.
const ONE: [&str; 5] = [
    "passport",
    "car/license/front",
    "car/license/back",
    "driving/license",
    "classification",
];

impl Door {
    async fn scan(&self, image: String) -> Answer {
        let body = json!({ "image": image, "transaction_id": ID, "getExtractedData": true });
        self.verify("passport/scan", body).await
    }

    pub(super) async fn handed(&self, call: &str, body: Value) -> Answer {
        self.post(&format!("/v1/ocr/{call}"), body).await
    }

    /// The same door as an administrator.
    async fn staff(mut self) -> (Self, Option<String>) {
        let user = self.bearer.take();
        (self.logged_in().await, user)
    }
}

pub(super) fn is_refused(answer: &Answer, code: i64, field: &str) -> Value {
    let json = answer.json();
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (200, code),
        "{json}"
    );
    let errors = &json["services"]["Validations"]["validation_errors"];
    assert_eq!(
        (&errors[0]["field"], &errors[0]["errors"][0]["code"]),
        (&json!(field), &json!(code))
    );
    json["data"].clone()
}

/// DG1 around a zone.
fn dg1(zone: &str) -> String {
    let mut bytes = b"\x61\x5b\x5f\x1f\x58".to_vec();
    bytes.extend(zone.split_whitespace().collect::<String>().into_bytes());
    base64(&bytes)
}

fn chip(dg1: &str, sod: &str) -> Value {
    json!({ "dg1_base64": dg1, "dg2_base64": "dQA=", "sod_base64": sod, "auth_type": "BAC" })
}

#[tokio::test]
async fn a_document_waits_for_the_staff_whatever_it_is_and_says_nothing_meanwhile() {
    let mut door = app().await;
    let scanned = is_taken(&door.scan(picture(1)).await);
    assert_eq!(scanned["state"], "waiting");
    for name in [
        "passport_no",
        "name",
        "Date_of_Birth",
        "nationality",
        "gender",
    ] {
        assert!(scanned[name].is_null(), "{name}");
    }
    door.bearer = None;
    for (number, call) in (2..).zip(ONE) {
        let answer = door.handed(call, json!({ "image": picture(number) })).await;
        let data = is_taken(&answer);
        assert_eq!(
            (&data["state"], &data["passportData"]),
            (&json!("waiting"), &Value::Null)
        );
        let services = &answer.json()["services"];
        assert_eq!(
            services["classification"]["doc_type"],
            Value::Null,
            "{call}"
        );
        assert_eq!(
            (&services["liveness"], &services["sandbox"]),
            (&json!(false), &json!(false))
        );
    }
    let two = json!({ "face_image1": picture(8), "face_image2": picture(9) });
    let data = is_taken(&door.handed("face/compare", two).await);
    assert_eq!(
        (&data["state"], &data["isMatched"]),
        (&json!("waiting"), &json!(false))
    );
    assert_eq!(door.file_count(), 8);
}

/// Approves the passport as a member of staff who read `lines` off it.
async fn approve(door: &Door, lines: &Value) -> Answer {
    let mut body = json!({ "id": ID });
    if !lines.is_null() {
        body["MRZ"] = lines.clone();
    }
    door.post("/api/Transactions/Approve", body).await
}

#[tokio::test]
async fn no_passport_is_approved_without_its_lines_or_by_wrong_or_expired_ones() {
    let door = app().await;
    is_taken(&door.scan(picture(1)).await);
    let (door, _) = door.staff().await;
    let wrong = ZONE.replace("L898902C36", "L898902C35");
    let expired = ZONE
        .replace("F3104150", "F1204159")
        .replace("<<<<<16", "<<<<<10");
    for (lines, field, code) in [
        (Value::Null, "mrz", 1106),
        (json!(wrong), "MRZ", 3013),
        (json!(expired), "MRZ", 3010),
    ] {
        let answer = approve(&door, &lines).await;
        let description = &answer.json()["error_descriptions"][0];
        assert_eq!(
            (&description["field"], &description["code"]),
            (&json!(field), &json!(code))
        );
    }
}

#[tokio::test]
async fn the_app_hears_what_the_staff_read_off_a_passport_if_it_asks_and_nobody_is_verified_by_it()
{
    let door = app().await;
    is_taken(&door.scan(picture(1)).await);
    let (mut door, user) = door.staff().await;
    is_done(&approve(&door, &json!(ZONE)).await);
    let path = format!("/api/Transactions/GetTransactionById?id={ID}");
    let shown = is_done(&door.get(&path).await);
    let data = shown["transactionItems"]["digitalIdentityData"].to_string();
    assert!(
        data.contains("L898902C3") && data.contains("\"passport\""),
        "{data}"
    );
    door.bearer = user;
    let answer = door.scan(picture(1)).await;
    let data = is_taken(&answer);
    for (name, value) in [
        ("state", "approved"),
        ("passport_no", "L898902C3"),
        ("name", "ANNA MARIA ERIKSSON"),
        ("Date_of_Expiry", "2031-04-15"),
        ("gender", "Female"),
    ] {
        assert_eq!(data[name], value);
    }
    let kind = &answer.json()["services"]["classification"]["doc_type"];
    assert_eq!(kind, "passport");
    let quiet = json!({ "image": picture(1), "transaction_id": ID });
    let quiet = is_taken(&door.verify("passport/scan", quiet).await);
    assert!(quiet["name"].is_null(), "nobody asked for it");
    let eligible = is_done(&door.get("/api/BusinessRequest/CheckEligibility").await);
    assert_eq!(eligible["isDigitalIdentityVerified"], false);
}

#[tokio::test]
async fn what_waits_takes_no_other_picture_so_that_nobody_approves_what_was_not_looked_at() {
    let mut door = app().await;
    is_taken(&door.scan(picture(1)).await);
    is_refused(&door.scan(picture(2)).await, 5004, "transaction_id");
    let front = json!({ "image": picture(3), "transaction_id": ID });
    for (call, body) in [("id/front", front.clone()), ("id/back", front)] {
        is_refused(&door.verify(call, body).await, 5004, "transaction_id");
    }
    is_taken(&door.scan(picture(1)).await);
    door.bearer = Some(door.user(OTHER_PHONE).await);
    is_refused(&door.scan(picture(1)).await, 5004, "transaction_id");
    assert_eq!(door.file_count(), 1);
}

#[tokio::test]
async fn a_document_of_any_kind_needs_the_kind_from_whoever_approves_it() {
    let mut door = app().await;
    door.bearer = None;
    let body = json!({ "image": picture(1), "transaction_id": ID });
    is_taken(&door.handed("classification", body.clone()).await);
    let door = door.logged_in().await;
    let approve = async |kind: Value| {
        let body = json!({ "id": ID, "docType": kind });
        door.post("/api/Transactions/Approve", body).await
    };
    for wrong in [Value::Null, json!("library_card")] {
        let answer = approve(wrong).await;
        assert_eq!(answer.status.as_u16(), 400);
        assert_eq!(answer.json()["error_descriptions"][0]["field"], "docType");
    }
    is_done(&approve(json!("Driving_License")).await);
    let mut door = door;
    door.bearer = None;
    let answer = door.handed("classification", body).await;
    is_taken(&answer);
    assert_eq!(
        answer.json()["services"]["classification"]["doc_type"],
        "driving_license"
    );
}

#[tokio::test]
async fn in_a_sandbox_magic_inputs_decide_on_documents_and_faces_and_every_answer_says_so() {
    let mut door = sandbox().await;
    let scanned = door.scan(magic("ok")).await;
    let data = is_taken(&scanned);
    assert_eq!(
        (&data["state"], &data["name"]),
        (&json!("approved"), &json!("MITHAQ SANDBOX"))
    );
    door.bearer = None;
    let kinds = [
        "passport",
        "car_license",
        "car_license",
        "driving_license",
        "national_id",
    ];
    for (call, kind) in ONE.into_iter().zip(kinds) {
        let word = if call == "classification" {
            "ok:national_id"
        } else {
            "ok"
        };
        let answer = door.handed(call, json!({ "image": magic(word) })).await;
        assert_eq!(is_taken(&answer)["state"], "approved", "{call}");
        let services = &answer.json()["services"];
        assert_eq!(services["classification"]["doc_type"], kind);
        assert_eq!(
            (&services["sandbox"], &services["liveness"]),
            (&json!(true), &json!(false))
        );
        for code in [3013, 5005, 7003, 7004, 7005, 7006] {
            let refused = json!({ "image": magic(&code.to_string()) });
            is_refused(&door.handed(call, refused).await, code, "image");
        }
        let real = is_taken(&door.handed(call, json!({ "image": picture(7) })).await);
        assert_eq!(real["state"], "waiting", "{call}");
    }
    let two = |words: [&str; 2]| {
        let [first, second] = words.map(magic);
        json!({ "face_image1": first, "face_image2": second })
    };
    let same = is_taken(&door.handed("face/compare", two(["ok:1", "ok:2"])).await);
    assert_eq!(same["isMatched"], true);
    let other = door.handed("face/compare", two(["ok:1", "7008"])).await;
    assert_eq!(is_refused(&other, 7008, "face_image2")["isMatched"], false);
    is_refused(
        &door.handed("face/compare", two(["ok", "ok"])).await,
        1323,
        "face_image2",
    );
}

#[tokio::test]
async fn a_chip_is_read_and_never_valid_and_nothing_of_it_is_kept() {
    let door = app().await;
    for sod in ["dwA=".to_owned(), magic("ok")] {
        let data = is_taken(&door.verify("passport/nfc", chip(&dg1(ZONE), &sod)).await);
        assert_eq!(
            (&data["isValid"], &data["failedStep"]),
            (&json!(false), &json!("signature"))
        );
        assert_eq!(
            (&data["fullName"], &data["expiryDate"]),
            (&json!("ANNA MARIA ERIKSSON"), &json!("2031-04-15"))
        );
        assert_eq!(data["countrySigner"]["cscaChainValid"], false);
        assert_eq!(data["faceMatchScore"].as_f64(), Some(0.0));
    }
    let wrong = chip(&dg1(&ZONE.replace("L898902C36", "L898902C35")), "dwA=");
    let data = is_refused(
        &door.verify("passport/nfc", wrong).await,
        3013,
        "dg1_base64",
    );
    assert_eq!(
        (&data["isValid"], &data["fullName"]),
        (&json!(false), &Value::Null)
    );
    let answer = door.verify("passport/nfc", chip("*", "dwA=")).await;
    assert_eq!(answer.status.as_u16(), 400);
    assert_eq!(door.file_count(), 0);
    let door = sandbox().await;
    let answer = door
        .verify("passport/nfc", chip(&magic("ok"), &magic("ok")))
        .await;
    assert_eq!(is_taken(&answer)["isValid"], true);
    assert_eq!(answer.json()["services"]["sandbox"], true);
    let refused = chip(&magic("ok"), &magic("5005"));
    is_refused(
        &door.verify("passport/nfc", refused).await,
        5005,
        "sod_base64",
    );
}

#[tokio::test]
async fn nobody_is_cleared_without_a_list_and_a_sandbox_shows_both_answers() {
    let mut door = app().await;
    door.bearer = None;
    let person =
        |name: &str| json!({ "idNumber": "29801011234567", "name": name, "request_id": "r-1" });
    for name in ["منى أحمد علي", "sandbox:ok"] {
        let answer = door.handed("aml/validate", person(name)).await;
        assert_eq!(is_refused(&answer, 4005, "name")["request_id"], "r-1");
    }
    let mut door = sandbox().await;
    door.bearer = None;
    for (name, found) in [("sandbox:ok", false), ("sandbox:ok:match", true)] {
        let answer = door.handed("aml/validate", person(name)).await;
        is_taken(&answer);
        let aml = &answer.json()["services"]["AML"];
        assert_eq!(aml["AML_matched"], found);
        assert_eq!(
            aml["data"].as_array().map(Vec::len),
            Some(usize::from(found))
        );
        assert!(!found || aml["data"][0]["score"].is_string());
    }
}
