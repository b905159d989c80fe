//! `CreateInvitation` with every refusal, `CreateAuthSession`, `Get`, `List`, `Revoke`.

use axum::http::StatusCode;
use mithaq_domain::time::Span;
use serde_json::{Value, json};

use crate::call::Door;

fn id_of(answer: &crate::call::Answer) -> String {
    answer.headers["x-session-id"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_reference_sample_makes_an_approved_contract_and_a_bare_token() {
    let door = Door::open_as_admin().await;
    let answer = door.invite(|_| {}).await;
    let token = answer.json()["data"].as_str().unwrap().to_owned();
    assert_eq!(token.len(), 64);
    let url = answer.headers["x-session-url"].to_str().unwrap();
    assert!(url.ends_with(&format!("/session?token={token}")), "{url}");
    let got = door
        .get(&format!(
            "/api/identityusersession/get?ID={}",
            id_of(&answer).to_uppercase()
        ))
        .await
        .json();
    let data = &got["data"];
    assert_eq!(
        (data["state"].as_str(), data["externalId"].is_null()),
        (Some("created"), true)
    );
    let contract = &data["contracts"][0];
    assert_eq!(
        (
            contract["contractTypeId"].as_i64(),
            contract["requeststatus"].as_i64(),
            contract["requestStatusName"].as_str()
        ),
        (Some(414), Some(2), Some("Approved"))
    );
    assert!(contract["documentSha256"].is_null());
}

#[tokio::test]
async fn every_refusal_of_an_invitation_names_its_path_and_stores_nothing() {
    let door = Door::open_as_admin().await;
    type Change = Box<dyn FnOnce(&mut Value)>;
    let cases: Vec<(Change, &str, i64)> = vec![
        (
            Box::new(|body| body["SessionInput"]["phoneNumber"] = json!("0123")),
            "SessionInput.phoneNumber",
            1111,
        ),
        (
            Box::new(|body| body["SessionInput"]["email"] = json!("x@y")),
            "SessionInput.email",
            1112,
        ),
        (
            Box::new(|body| body["SessionInput"]["phoneNumber"] = Value::Null),
            "SessionInput.phoneNumber",
            1113,
        ),
        (
            Box::new(|body| {
                body["SessionInput"]["sessionPermissions"]["allowedContractTypeIds"] =
                    json!([414, 999])
            }),
            "SessionInput.sessionPermissions.allowedContractTypeIds[1]",
            1401,
        ),
        (
            Box::new(|body| body["SessionInput"]["RequestFieldsValues"]["999"] = json!({})),
            "SessionInput.RequestFieldsValues.999",
            1401,
        ),
        (
            Box::new(|body| {
                body["SessionInput"]["sessionPermissions"]["allowedContractTypeIds"] = json!([])
            }),
            "SessionInput.RequestFieldsValues.414",
            1402,
        ),
        (
            Box::new(|body| {
                body["SessionInput"]["RequestFieldsValues"]["414"]["shoeSize"] = json!("44")
            }),
            "SessionInput.RequestFieldsValues.414.shoeSize",
            1110,
        ),
        (
            Box::new(|body| {
                body["SessionInput"]["RequestFieldsValues"]["414"]["monthlyIncome"] = json!("much")
            }),
            "SessionInput.RequestFieldsValues.414.monthlyIncome",
            1122,
        ),
        (
            Box::new(|body| {
                body["SessionInput"]["RequestFieldsValues"]["414"]["nationalId"] = json!("123")
            }),
            "SessionInput.RequestFieldsValues.414.nationalId",
            1124,
        ),
        (
            Box::new(|body| {
                body["SessionInput"]["sessionPermissions"]["DigitalIdentityOnly"] = json!(true)
            }),
            "SessionInput.sessionPermissions.DigitalIdentityOnly",
            1403,
        ),
        (
            Box::new(|body| body["SessionInput"]["userPublicKey"] = json!("AAAA")),
            "SessionInput.userPublicKey",
            1115,
        ),
        (
            Box::new(|body| body["SessionInput"]["additionalSigners"] = json!([{}])),
            "SessionInput.additionalSigners[0]",
            1113,
        ),
        (
            // The invited person once more, in another spelling.
            Box::new(|body| {
                body["additionalSigners"] = json!([{"phoneNumber": "+20 123 456 7890"}])
            }),
            "additionalSigners[0]",
            1108,
        ),
        (
            Box::new(|body| {
                body["additionalSigners"] = json!([{"email": "a@example.com", "order": -1}])
            }),
            "additionalSigners[0].order",
            1117,
        ),
        (
            Box::new(|body| {
                body["SessionInput"]["sessionPermissions"]["minimalSignatureFlow"] = json!(false);
                body["additionalSigners"] = json!([{"email": "a@example.com"}])
            }),
            "additionalSigners",
            1118,
        ),
        (
            Box::new(|body| body["SessionInput"]["expiresInSeconds"] = json!(0)),
            "SessionInput.expiresInSeconds",
            1117,
        ),
        (
            Box::new(|body| body["RequestFieldsValues"] = json!({ "414": {} })),
            "RequestFieldsValues",
            1116,
        ),
    ];
    for (change, field, code) in cases {
        let answer = door.invite(change).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{field}");
        assert_eq!(answer.mistakes(), [(field.to_owned(), code)]);
        assert!(answer.json()["data"].is_null());
    }
    assert_eq!(door.session_count().await, 0, "nothing was stored");
}

#[tokio::test]
async fn a_missing_required_value_makes_a_draft_that_only_the_session_shows() {
    let door = Door::open_as_admin().await;
    let answer = door.invite(|body| {
        body["SessionInput"]["RequestFieldsValues"]["414"]
            .as_object_mut()
            .unwrap()
            .remove("monthlyIncome");
    });
    let id = id_of(&answer.await);
    let data = door
        .get(&format!("/api/IdentityUserSession/Get?id={id}"))
        .await
        .json()["data"]
        .clone();
    assert_eq!(data["contracts"][0]["requestStatusName"], "Draft");
    assert_eq!(
        door.get("/api/BusinessRequest/GetRequests").await.json()["totalCount"],
        0
    );
}

#[tokio::test]
async fn a_token_for_a_public_key_is_encrypted_and_its_address_is_not_given() {
    let door = Door::open_as_admin().await;
    let key = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let public = aws_lc_rs::encoding::AsDer::<aws_lc_rs::encoding::PublicKeyX509Der>::as_der(
        key.public_key(),
    )
    .unwrap();
    use base64::Engine;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let answer = door
        .invite(|body| body["SessionInput"]["userPublicKey"] = json!(encode(public.as_ref())))
        .await;
    assert!(answer.headers.get("x-session-url").is_none());
    let sealed = base64::engine::general_purpose::STANDARD
        .decode(answer.json()["data"].as_str().unwrap())
        .unwrap();
    let private =
        aws_lc_rs::encoding::AsDer::<aws_lc_rs::encoding::Pkcs8V1Der>::as_der(&key).unwrap();
    let private = aws_lc_rs::rsa::PrivateDecryptingKey::from_pkcs8(private.as_ref()).unwrap();
    let private = aws_lc_rs::rsa::OaepPrivateDecryptingKey::new(private).unwrap();
    let mut room = vec![0; private.min_output_size()];
    let token = private
        .decrypt(
            &aws_lc_rs::rsa::OAEP_SHA256_MGF1SHA256,
            &sealed,
            &mut room,
            None,
        )
        .unwrap();
    assert_eq!(token.len(), 64);
    use aws_lc_rs::signature::KeyPair;
    let pkcs1 = aws_lc_rs::signature::RsaKeyPair::from_pkcs8(
        aws_lc_rs::encoding::AsDer::<aws_lc_rs::encoding::Pkcs8V1Der>::as_der(&key)
            .unwrap()
            .as_ref(),
    )
    .unwrap();
    let pem = format!(
        "-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----",
        encode(pkcs1.public_key().as_ref())
    );
    let answer = door
        .invite(|body| body["SessionInput"]["userPublicKey"] = json!(pem))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
}

#[tokio::test]
async fn listing_pages_newest_first_and_refuses_nonsense() {
    let door = Door::open_as_admin().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        door.test.clock.advance(Span::millis(5));
        ids.push(id_of(&door.invite(|_| {}).await));
    }
    let page = door
        .get("/api/IdentityUserSession/List?maxresultcount=2&SkipCount=1")
        .await
        .json();
    assert_eq!(
        (page["totalCount"].as_i64(), page["returnedCount"].as_i64()),
        (Some(3), Some(2))
    );
    assert_eq!(
        (&page["data"][0]["id"], &page["data"][1]["id"]),
        (&json!(ids[1]), &json!(ids[0]))
    );
    let oldest = door
        .get("/api/IdentityUserSession/List?Sorting=creationTime%20asc")
        .await
        .json();
    assert_eq!(oldest["data"][0]["id"], json!(ids[0]));
    for query in [
        "MaxResultCount=0",
        "MaxResultCount=1001",
        "SkipCount=-1",
        "Sorting=name",
        "MaxResultCount=x",
    ] {
        let answer = door
            .get(&format!("/api/IdentityUserSession/List?{query}"))
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
    }
}

#[tokio::test]
async fn a_revoked_session_is_revoked_once_and_voids_its_contract() {
    let door = Door::open_as_admin().await;
    let id = id_of(&door.invite(|_| {}).await);
    let revoke = || door.post("/api/IdentityUserSession/Revoke", json!({ "Id": id }));
    assert_eq!(revoke().await.json()["data"], json!(true));
    let again = revoke().await;
    assert_eq!((again.status, again.code()), (StatusCode::OK, 1405));
    let data = door
        .get(&format!("/api/IdentityUserSession/Get?id={id}"))
        .await
        .json()["data"]
        .clone();
    assert_eq!(
        (
            data["state"].as_str(),
            data["contracts"][0]["statusReason"].as_str()
        ),
        (Some("revoked"), Some("Voided"))
    );
    let unknown = door
        .post(
            "/api/IdentityUserSession/Revoke",
            json!({ "id": "0190b7a8-0000-7000-8000-000000000000" }),
        )
        .await;
    assert_eq!(
        (unknown.status, unknown.code()),
        (StatusCode::NOT_FOUND, 1404)
    );
}

#[tokio::test]
async fn at_one_moment_the_same_question_has_a_new_answer_once_something_was_written() {
    let door = Door::open_as_admin().await;
    let id = id_of(&door.invite(|_| {}).await);
    let get = format!("/api/IdentityUserSession/Get?id={id}");
    let lists = [
        "/api/IdentityUserSession/List",
        "/api/BusinessRequest/GetRequests",
    ];
    let total = async |list| door.get(list).await.json()["totalCount"].as_i64();
    for list in lists {
        assert_eq!((total(list).await, total(list).await), (Some(1), Some(1)));
    }
    for _ in 0..2 {
        assert_eq!(door.get(&get).await.json()["data"]["state"], "created");
    }
    door.invite(|_| {}).await;
    for list in lists {
        assert_eq!(total(list).await, Some(2), "{list}");
    }
    door.post("/api/IdentityUserSession/Revoke", json!({ "Id": id }))
        .await;
    assert_eq!(door.get(&get).await.json()["data"]["state"], "revoked");
}

#[tokio::test]
async fn an_invitation_expires_by_the_clock_and_another_tenant_never_sees_it() {
    let mut door = Door::open_as_admin().await;
    let id = id_of(
        &door
            .invite(|body| body["SessionInput"]["expiresInSeconds"] = json!("60"))
            .await,
    );
    door.test.clock.advance(Span::seconds(60));
    let get = format!("/api/IdentityUserSession/Get?id={id}");
    assert_eq!(door.get(&get).await.json()["data"]["state"], "expired");
    let other = door.test.another_tenant("other").await;
    door.test.api_key = other.api_key;
    door.test.admin_password = other.password;
    let body = json!({ "tenancyName": "other", "userNameOrEmailAddress": "admin", "password": door.test.admin_password });
    door.bearer = None;
    let mut request = door.request("POST", "/api/credentials/login", Some(body));
    request
        .headers_mut()
        .insert("tenancyname", "other".parse().unwrap());
    let login = door.send(request).await.json();
    door.bearer = login["data"]["accessToken"].as_str().map(str::to_owned);
    let answer = door.get(&get).await;
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::NOT_FOUND, 1404),
        "{login}"
    );
}

#[tokio::test]
async fn an_authentication_session_needs_only_the_key_and_half_an_hour_is_its_life() {
    let door = Door::open().await;
    let body: Value = serde_json::from_str(include_str!(
        "../../../wire/golden/create-auth-session.json"
    ))
    .unwrap();
    let answer = door
        .post("/api/IdentityUserSession/CreateAuthSession", body)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let none = door
        .post("/api/IdentityUserSession/CreateAuthSession", json!({}))
        .await;
    assert_eq!(none.mistakes(), [("phoneNumber".to_owned(), 1113)]);
}
