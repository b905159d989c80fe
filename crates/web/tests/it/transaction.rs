//! Proving who one is by pictures of card and face, as apps hand them in.

mod capture;
mod compared;
mod document;
mod link;
mod presence;
mod sandbox;
mod staff;
mod stalled;
mod withdraw;

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_domain::{evidence::Act, transaction::provider::IdentityProvider};
use mithaq_service::Failure;
use mithaq_service::tenant::set_identity_provider;
use serde_json::{Value, json};

use crate::{
    call::{Answer, Door},
    person::{PHONE, is_done},
};

const ID: &str = "6f1c2a11-5f0a-4c3e-9d55-0f2f6f1c2a11";

/// A small PNG of a size; `seed` makes it another one.
fn png(width: u32, height: u32, seed: u8) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.push(seed);
    bytes
}

fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub fn picture(seed: u8) -> String {
    base64(&png(640, 400, seed))
}

/// A magic input of the sandbox.
pub fn magic(word: &str) -> String {
    base64(format!("sandbox:{word}").as_bytes())
}

impl Door {
    /// A call below `verify/`.
    async fn verify(&self, call: &str, body: Value) -> Answer {
        self.post(&format!("/api/DigitalIdentity/verify/{call}"), body)
            .await
    }

    async fn faces(&self, transaction: &str, faces: [String; 3]) -> Answer {
        let [first, second, third] = faces;
        let body = json!({
            "face_1": first, "face_2": second, "face_3": third, "transaction_id": transaction,
        });
        self.verify("liveness/multi", body).await
    }

    /// Hands in everything with a provider that waits.
    async fn hand_in(&self, transaction: &str) {
        for (side, seed) in [("id/front", 1), ("id/back", 2)] {
            let body = json!({ "image": picture(seed), "transaction_id": transaction });
            is_taken(&self.verify(side, body).await);
        }
        is_taken(&self.faces(transaction, [3, 4, 5].map(picture)).await);
    }

    /// How many entries of an act the company's journal has.
    pub fn acts(&self, act: Act) -> i64 {
        let tenant = self.test.tenant;
        let store = self.test.app.store();
        let count = store.read_blocking(move |tx| Ok(tx.tenant(tenant).count_acts(act)?));
        count.map_err(|error: Failure| error).unwrap()
    }

    /// What the entries of an act in the company's journal say.
    pub fn details(&self, act: Act) -> Vec<String> {
        let tenant = self.test.tenant;
        let store = self.test.app.store();
        let details = store.read_blocking(move |tx| Ok(tx.tenant(tenant).list_details(act)?));
        details.map_err(|error: Failure| error).unwrap()
    }

    /// How many files lie in the data folder.
    fn file_count(&self) -> usize {
        self.test.app.store().files().list().unwrap().len()
    }
}

/// A door whose caller is a registered person.
async fn app() -> Door {
    let mut door = Door::open().await;
    door.bearer = Some(door.user(PHONE).await);
    door
}

/// A sandbox whose caller is a registered person.
pub async fn sandbox() -> Door {
    let mut door = Door::open().await;
    let made = door.test.sandbox_tenant("sandbox").await;
    door.test.api_key = made.api_key;
    door.test.tenant = made.tenant.id;
    door.test.admin_password = made.password;
    let set = set_identity_provider(&door.test.app, made.tenant.id, IdentityProvider::Sandbox);
    set.await.unwrap().unwrap();
    door.bearer = Some(door.user(PHONE).await);
    door
}

/// Pictures were taken: no error, in either place.
pub fn is_taken(answer: &Answer) -> Value {
    let data = is_done(answer);
    let services = &answer.json()["services"];
    for spelling in ["Validations", "validations"] {
        assert_eq!(services[spelling]["validation_errors"], json!([]));
    }
    data
}

/// Pictures were refused: the code in both places, both flags false.
pub fn is_refused_picture(answer: &Answer, code: i64, field: &str) {
    let json = answer.json();
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (200, code),
        "{json}"
    );
    let data = &json["data"];
    assert_eq!(data["isVerificationProcessCompleted"], false);
    assert_eq!(data["isDigitalIdentityVerified"], false);
    let errors = &json["services"]["Validations"]["validation_errors"];
    assert_eq!(errors[0]["field"], field, "{json}");
    assert_eq!(errors[0]["errors"][0]["code"], code);
    assert_eq!(errors[0]["errors"][0]["message"], json["error_message"]);
    assert_eq!(
        json["services"]["validations"],
        json["services"]["Validations"]
    );
}
