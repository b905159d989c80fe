//! Requests as gateways get them, and what their answers mean.
#![allow(clippy::unwrap_used)]
use super::*;

const CODE: &str = "رمزك هو 123456 \"<&>\"";

fn gateway() -> Gateway {
    let template = |text: &str| Template::parse(text).unwrap();
    Gateway {
        name: "test".to_owned(),
        method: "POST".to_owned(),
        url: template("https://sms.example/send?to=${to}"),
        headers: vec![("Authorization".to_owned(), template("Basic ${basic}"))],
        body: template(r#"{"text":"${text}","l":"${language}","s":"${signature}","id":"${id}"}"#),
        format: Escape::Json,
        values: BTreeMap::from(
            [("user", "u"), ("password", "p\"w"), ("secret", "key")]
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        ),
        languages: ("en".to_owned(), "ar".to_owned()),
        signature: Some(Signature {
            over: template("${to_digits}${password}"),
            key: "secret".to_owned(),
            encoding: SignatureEncoding::HexUpper,
        }),
        success: Rule {
            json: Some("list.0.state".to_owned()),
            equals: vec!["OK".to_owned()],
            ..Rule::default()
        },
        refused: Some(Rule {
            json: Some("list.0.state".to_owned()),
            equals: vec!["NO_SUCH_NUMBER".to_owned()],
            ..Rule::default()
        }),
        reference: Some("list.0.id".to_owned()),
        receipt: None,
        timeout: Duration::from_secs(1),
    }
}

fn sms() -> Sms<'static> {
    Sms {
        id: "7",
        to: "+201234567890",
        text: CODE,
        receipt_url: "https://sign.example/r",
    }
}

#[test]
fn a_request_is_filled_in_and_its_body_stays_json_whatever_the_text_holds() {
    let request = gateway().request(&sms());
    assert_eq!(request.url, "https://sms.example/send?to=%2B201234567890");
    assert_eq!(
        request.headers,
        [
            (
                "Authorization".to_owned(),
                format!("Basic {}", STANDARD.encode("u:p\"w"))
            ),
            ("Content-Type".to_owned(), "application/json".to_owned()),
        ]
    );
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(
        (body["text"].as_str(), body["l"].as_str()),
        (Some(CODE), Some("ar"))
    );
    // printf '201234567890p"w' | openssl dgst -sha256 -hmac key
    let signature = body["s"].as_str().unwrap();
    assert_eq!(
        signature,
        "6374186E5FACFB4FC7A86F1964C2DCE6DD40674BA874000E13789B9870761030"
    );
}

#[test]
fn an_answer_is_taken_refused_for_good_or_to_be_tried_again() {
    let judge = |status, body: &str| gateway().judge(status, body, "ours");
    let taken = r#"{"list":[{"state":"OK","id":"theirs"}]}"#;
    assert_eq!(judge(200, taken), Ok("theirs".to_owned()));
    assert_eq!(
        judge(200, r#"{"list":[{"state":"OK"}]}"#),
        Ok("ours".to_owned())
    );
    assert_eq!(
        judge(200, r#"{"list":[{"state":"NO_SUCH_NUMBER"}]}"#),
        Err(NotSent::Never("answered 200, NO_SUCH_NUMBER".to_owned()))
    );
    assert_eq!(
        judge(200, r#"{"list":[{"state":"BUSY"}]}"#),
        Err(NotSent::Later("answered 200, BUSY".to_owned()))
    );
    for (status, body) in [(500, taken), (401, ""), (200, "<html>"), (200, "{}")] {
        assert_eq!(
            judge(status, body).map_err(|why| matches!(why, NotSent::Later(_))),
            Err(true),
            "{status} {body}"
        );
    }
}

#[test]
fn a_reason_quotes_no_number_of_a_person() {
    let body = r#"{"list":[{"state":"+201234567890 is barred"}]}"#;
    let why = gateway().judge(200, body, "ours").unwrap_err();
    assert_eq!(why.to_string(), "answered 200");
}

#[test]
fn a_name_that_nobody_fills_in_is_found_before_anything_is_sent() {
    let mut gateway = gateway();
    assert_eq!(gateway.unknown_names(), Vec::<String>::new());
    gateway.values.remove("secret");
    gateway.body = Template::parse("${sender}").unwrap();
    assert_eq!(gateway.unknown_names(), ["secret", "sender"]);
}

#[test]
fn the_wire_contract_names_four_presets_in_its_order() {
    let names = preset::ALL.map(|preset| preset.name);
    assert_eq!(names, ["infobip", "vodafone", "Cequens", "victoryLink"]);
    assert_eq!(preset::find("VICTORYLINK"), Some(preset::ALL[3]));
}
