//! Registration: by phone, with a mailbox, once, and as the person who came through a session.

use axum::http::StatusCode;
use mithaq_domain::time::Span;
use mithaq_service::app::Gateways;
use mithaq_testkit::{SmsReceiver, TestAppOptions};
use serde_json::json;

use super::{OTHER_PHONE, PASSWORD, PHONE, is_done, is_refused, wrong};
use crate::call::Door;

const EMAIL: &str = "mona@example.com";

#[tokio::test]
async fn a_phone_is_proved_then_registered_and_the_object_has_every_published_key() {
    let door = Door::open().await;
    let exists = json!({ "phoneNumber": PHONE });
    let asked = door
        .person("CheckExistenceOfEmailOrPhone", exists.clone())
        .await;
    assert_eq!(is_done(&asked)["exists"], false);
    let (id, digits) = door.phone_code(PHONE).await;
    let shown =
        json!({ "phoneNumber": PHONE, "phoneNumberOtpRequestId": id, "phoneNumberOtp": digits });
    let checked = door.person("register/stepverifyPHONE", shown.clone()).await;
    let checked = is_done(&checked);
    assert_eq!(checked["isPhoneNumberConfirmed"], true);
    assert!(checked["accessToken"].is_null() && checked["user"].is_null());
    door.test.clock.advance(Span::minutes(20));
    let mut body = shown;
    body["password"] = json!(PASSWORD);
    body["geoLocation"] = json!({ "latitude": "30.0444", "longitude": "31.2357" });
    let registered = door.person("Register/StepCreate", body).await;
    let data = is_done(&registered);
    let mut keys: Vec<&String> = data.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            "accessToken",
            "encryptedAccessToken",
            "expireInSeconds",
            "isDigitalIdentityVerified",
            "isEmailConfirmationRequired",
            "isEmailConfirmed",
            "isPhoneNumberConfirmationRequired",
            "isPhoneNumberConfirmed",
            "phoneNumberOtp",
            "phoneNumberOtpRequestId",
            "refreshToken",
            "user",
            "userFullName",
            "userName"
        ]
    );
    assert_eq!(data["user"]["phoneNumber"], PHONE);
    assert!(data["user"]["id"].is_i64() && data["phoneNumberOtp"].is_null());
    assert_eq!(data["expireInSeconds"], 86_400);
    let asked = door.person("CheckExistenceOfEmailOrPhone", exists).await;
    assert_eq!(is_done(&asked)["exists"], true);
}

#[tokio::test]
async fn a_registered_phone_or_proved_mailbox_cannot_register_twice_in_its_tenant() {
    let door = Door::open().await;
    let email = json!({ "email": EMAIL });
    let sent = door.person("Register/StepVerifyEmail", email.clone()).await;
    let email_id = is_done(&sent)["emailOtpRequestId"].clone();
    let digits = door.test.code_to(EMAIL, "register").await.unwrap();
    let registered = door
        .register(PHONE, |body| {
            body["email"] = json!(EMAIL);
            body["emailOtpRequestId"] = email_id;
            body["emailOtp"] = json!(digits);
        })
        .await;
    assert_eq!(is_done(&registered)["isEmailConfirmed"], true);
    let phone = json!({ "phoneNumber": PHONE });
    is_refused(&door.person("Register/StepVerifyPhone", phone).await, 1312);
    is_refused(&door.person("Register/StepVerifyEmail", email).await, 1313);
    let capitals = door
        .register(OTHER_PHONE, |body| {
            body["email"] = json!("MONA@example.COM")
        })
        .await;
    is_refused(&capitals, 1313);
    assert_eq!(capitals.mistakes(), [("email".to_owned(), 1313)]);
}

#[tokio::test]
async fn a_mailbox_that_was_only_named_belongs_to_nobody() {
    let door = Door::open().await;
    let first = door
        .register(PHONE, |body| body["email"] = json!(EMAIL))
        .await;
    let first = is_done(&first);
    assert_eq!(
        (&first["isEmailConfirmed"], &first["user"]["emailAddress"]),
        (&json!(false), &json!(EMAIL))
    );
    let asked = door
        .person("CheckExistenceOfEmailOrPhone", json!({ "email": EMAIL }))
        .await;
    assert_eq!(is_done(&asked)["exists"], false);
    let second = door
        .register(OTHER_PHONE, |body| body["email"] = json!(EMAIL))
        .await;
    assert_ne!(is_done(&second)["user"]["id"], first["user"]["id"]);
}

#[tokio::test]
async fn who_came_through_a_session_before_is_the_same_person() {
    use crate::hosted::house::{House, PHONE, Wanted};
    use mithaq_domain::{
        access::{AddressList, KeyKind},
        place::phone::Phone,
    };
    use mithaq_service::{
        access::{KeyWish, authenticate_client, create_api_key},
        otp::{Destination, Origin, ShownCode},
        person::{RegisterPerson, find_person, register_person, send_registration_code},
    };
    let house = House::new().await;
    house.proved(Wanted::default()).await;
    let (app, tenant) = (&house.app, house.tenant.id);
    let guest = mithaq_domain::id::PersonId::new(1);
    assert!(find_person(app, tenant, guest).await.unwrap().is_some());
    let wish = KeyWish {
        kind: KeyKind::Publishable,
        name: "app".to_owned(),
        widened: false,
        always_ok: false,
        addresses: AddressList::default(),
    };
    let (key, _) = create_api_key(app, tenant, wish).await.unwrap().unwrap();
    let client = authenticate_client(app, &key).await.unwrap().unwrap();
    let phone = Phone::parse(PHONE).unwrap();
    let origin = Origin {
        address: "192.0.2.7".to_owned(),
        language: None,
        gateway: None,
    };
    let to = (Destination::Phone(phone.clone()), origin);
    let sent = send_registration_code(app, &client, to).await;
    let id = sent.unwrap().unwrap().id;
    let ask = RegisterPerson {
        address: "192.0.2.7".to_owned(),
        client,
        phone,
        phone_code: ShownCode {
            id,
            digits: house.newest_code("register").await,
        },
        email: None,
        email_code: None,
        email_proof: None,
        password: None,
        location: None,
        device: None,
        user_public_key: None,
    };
    let registered = register_person(app, ask).await.unwrap().ok().unwrap();
    assert_eq!(registered.person.id, guest);
}

#[tokio::test]
async fn bad_input_is_refused_at_its_path_and_registers_nobody() {
    let door = Door::open().await;
    let (id, digits) = door.phone_code(PHONE).await;
    let good =
        json!({ "phoneNumber": PHONE, "phoneNumberOtpRequestId": id, "phoneNumberOtp": digits });
    let cases = [
        ("PhoneNumber", json!("0123"), 1111),
        ("phoneNumberOtpRequestId", json!("no uuid"), 1107),
        ("email", json!("nobody"), 1112),
        ("password", json!("short"), 1315),
        ("geoLocation.latitude", json!(91), 1117),
        ("geoLocation.longitude", json!("east"), 1107),
        ("userPublicKey", json!("AAAA"), 1115),
        ("imei", json!({}), 1107),
    ];
    for (path, value, code) in cases {
        let mut body = good.clone();
        let object = body.as_object_mut().unwrap();
        object.retain(|name, _| !name.eq_ignore_ascii_case(path));
        match path.split_once('.') {
            Some((outer, inner)) => {
                body[outer] = json!({ "latitude": 30, "longitude": 31 });
                body[outer][inner] = value;
            }
            None => body[path] = value,
        }
        let answer = door.person("Register", body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer.mistakes(), [(path.to_owned(), code)]);
    }
    let empty = door.person("Register", json!({})).await;
    let fields: Vec<String> = empty
        .mistakes()
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(
        fields,
        ["phoneNumber", "phoneNumberOtp", "phoneNumberOtpRequestId"]
    );
    is_done(&door.person("Register", good).await);
}

#[tokio::test]
async fn a_wrong_code_of_the_mailbox_is_named_and_the_phones_code_stays_good() {
    let door = Door::open().await;
    let sent = door
        .person("Register/StepVerifyEmail", json!({ "email": EMAIL }))
        .await;
    let email_id = is_done(&sent)["emailOtpRequestId"].clone();
    let right = door.test.code_to(EMAIL, "register").await.unwrap();
    let (id, digits) = door.phone_code(PHONE).await;
    let mut body = json!({
        "phoneNumber": PHONE, "phoneNumberOtpRequestId": id, "phoneNumberOtp": digits,
        "email": EMAIL, "emailOtpRequestId": email_id, "emailOtp": wrong(&right), "password": PASSWORD,
    });
    let refused = door.person("Register", body.clone()).await;
    is_refused(&refused, 1301);
    assert_eq!(refused.mistakes(), [("emailOtp".to_owned(), 1301)]);
    body["emailOtp"] = json!(right);
    assert_eq!(
        is_done(&door.person("Register", body).await)["isEmailConfirmed"],
        true
    );
}

#[tokio::test]
async fn the_access_token_comes_under_the_callers_key_as_compact_jwe() {
    use aws_lc_rs::{
        aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
        encoding::{AsDer, PublicKeyX509Der},
        rsa::{KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey},
    };
    use base64::{
        Engine,
        engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    };
    let door = Door::open().await;
    let private = PrivateDecryptingKey::generate(KeySize::Rsa2048).unwrap();
    let public = AsDer::<PublicKeyX509Der>::as_der(&private.public_key()).unwrap();
    let answer = door
        .register(PHONE, |body| {
            body["userPublicKey"] = json!(STANDARD.encode(public.as_ref()));
        })
        .await;
    let data = is_done(&answer);
    let jwe = data["encryptedAccessToken"].as_str().unwrap();
    let parts: Vec<Vec<u8>> = jwe
        .split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
        .collect();
    let [header, wrapped, nonce, text, tag] = parts.as_slice() else {
        panic!("five parts");
    };
    let header_json: serde_json::Value = serde_json::from_slice(header).unwrap();
    assert_eq!(
        (&header_json["alg"], &header_json["enc"]),
        (&json!("RSA-OAEP-256"), &json!("A256GCM"))
    );
    let private = OaepPrivateDecryptingKey::new(private).unwrap();
    let mut room = vec![0; private.min_output_size()];
    let key = private
        .decrypt(&OAEP_SHA256_MGF1SHA256, wrapped, &mut room, None)
        .unwrap();
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).unwrap());
    let mut sealed = [text.as_slice(), tag.as_slice()].concat();
    let protected = jwe.split('.').next().unwrap();
    let nonce = Nonce::try_assume_unique_for_key(nonce).unwrap();
    let token = key
        .open_in_place(nonce, Aad::from(protected.as_bytes()), &mut sealed)
        .unwrap();
    assert_eq!(data["accessToken"].as_str().unwrap().as_bytes(), token);
}

#[tokio::test]
async fn the_gateway_that_a_caller_asks_for_is_tried_first_and_an_unknown_one_is_refused() {
    let (first, second) = (SmsReceiver::start(), SmsReceiver::start());
    let gateways = Gateways {
        sms: vec![first.gateway("infobip"), second.gateway("vodafone")],
        mail: None,
    };
    let door = Door::open_with(TestAppOptions {
        outbox: false,
        gateways,
        ..TestAppOptions::default()
    })
    .await;
    let step = "Register/StepVerifyPhone";
    let asked = json!({ "phoneNumber": PHONE, "smsProviders": [0, "2"] });
    is_done(&door.person(step, asked).await);
    let unknown = json!({ "phoneNumber": OTHER_PHONE, "smsProvider": 5 });
    let refused = door.person(step, unknown).await;
    assert_eq!(refused.mistakes(), [("smsProvider".to_owned(), 1117)]);
    door.test.drain().await;
    assert_eq!((first.taken().len(), second.taken().len()), (0, 1));
}
