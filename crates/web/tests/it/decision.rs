//! The company approves, refuses and withdraws contracts.

use axum::http::StatusCode;
use mithaq_service::tenant::import_contract_type;
use mithaq_testkit::CONTRACT_TYPE_414;
use serde_json::{Value, json};

use crate::call::Door;

/// A door where members decide, and where only the company fills in the rate.
async fn door() -> Door {
    let door = Door::open_as_admin().await;
    let rate = r#""fields": [{"key": "rate", "type": "number", "required": true, "readOnly": true,
        "label": {"en": "Rate", "ar": "النسبة"}, "max": "30"},"#;
    let text = CONTRACT_TYPE_414
        .replacen("\"approval\": \"automatic\"", "\"approval\": \"member\"", 1)
        .replacen("\"fields\": [", rate, 1)
        .replacen("for 12 months", "for 12 months at {{rate}}%", 1);
    let imported = import_contract_type(&door.test.app, door.test.tenant, &text).await;
    imported.unwrap().unwrap();
    door
}

async fn only_contract(door: &Door) -> Value {
    let page = door.get("/api/BusinessRequest/GetRequests").await.json();
    assert_eq!(page["totalCount"], 1);
    page["data"][0].clone()
}

async fn decide(door: &Door, verb: &str, body: Value) -> (u16, i64) {
    let answer = door
        .post(&format!("/api/BusinessRequest/{verb}"), body)
        .await;
    (answer.status.as_u16(), answer.code())
}

#[tokio::test]
async fn what_only_the_company_fills_in_is_filled_in_by_approving_and_the_person_is_told() {
    let door = door().await;
    assert_eq!(door.invite(|_| {}).await.status, StatusCode::OK);
    let contract = only_contract(&door).await;
    assert_eq!(contract["requestStatusName"], "Pending Approval");
    let id = contract["id"].as_str().unwrap().to_uppercase();
    let empty = door
        .post("/api/BusinessRequest/Approve", json!({ "id": id }))
        .await;
    assert_eq!(empty.mistakes(), [("requestFields.rate".to_owned(), 1106)]);
    let wrong = json!({ "id": id, "RequestFields": [{"key": "rate", "value": 31}, {"Key": "shoe", "value": "44"}] });
    let wrong = door.post("/api/BusinessRequest/Approve", wrong).await;
    assert_eq!(
        wrong.mistakes(),
        [
            ("RequestFields.rate".to_owned(), 1117),
            ("RequestFields.shoe".to_owned(), 1110)
        ]
    );
    assert_eq!(only_contract(&door).await["requeststatus"], 1);
    let right = json!({ "id": id, "requestFields": [{"key": "rate", "value": 12.5}] });
    assert_eq!(decide(&door, "Approve", right.clone()).await, (200, 0));
    let approved = only_contract(&door).await;
    assert_eq!(approved["requeststatus"], 2);
    assert_eq!(approved["requestFields"][0]["value"], "12.5");
    assert_eq!(decide(&door, "Approve", right).await, (200, 1502));
    door.test.drain().await;
    let messages = door.test.messages();
    let told: Vec<_> = messages
        .iter()
        .filter(|message| message.purpose == "approved")
        .collect();
    assert_eq!(told.len(), 1, "the second approval tells nobody");
    assert!(told[0].text.contains("/session?token="));
}

#[tokio::test]
async fn of_approval_and_refusal_at_once_one_wins() {
    let door = door().await;
    door.invite(|body| {
        body["SessionInput"]["RequestFieldsValues"]["414"]["rate"] = json!("9");
        body["SessionInput"]["sessionPermissions"]["allowedContractTypeIds"] = json!([414]);
    })
    .await;
    // Pre-filled whole by one who may approve: approved already, so that it can only be withdrawn.
    let contract = only_contract(&door).await;
    assert_eq!(contract["requeststatus"], 2);
    let id = &contract["id"];
    let reason = json!({ "id": id, "reason": "Entered twice" });
    assert_eq!(decide(&door, "Reject", reason.clone()).await, (200, 1502));
    let (one, other) = tokio::join!(
        decide(&door, "Void", reason.clone()),
        decide(&door, "Void", reason)
    );
    let mut codes = [one.1, other.1];
    codes.sort_unstable();
    assert_eq!(codes, [0, 1502]);
    let ended = only_contract(&door).await;
    assert_eq!(
        (&ended["requeststatus"], &ended["statusReason"]),
        (&json!(3), &json!("Voided"))
    );
}

#[tokio::test]
async fn a_decision_needs_a_reason_and_a_contract_of_this_tenant() {
    let door = door().await;
    door.invite(|_| {}).await;
    let id = only_contract(&door).await["id"].clone();
    assert_eq!(
        decide(&door, "Reject", json!({ "id": id })).await,
        (400, 1106)
    );
    let long = json!({ "id": id, "reason": "x".repeat(1_001) });
    assert_eq!(decide(&door, "Void", long).await.0, 400);
    for unknown in ["nothing", "01890000-0000-7000-8000-000000000000"] {
        let body = json!({ "id": unknown, "reason": "x" });
        assert_eq!(decide(&door, "Void", body).await, (404, 1501), "{unknown}");
    }
    let refused = json!({ "id": id, "reason": "Income too low" });
    assert_eq!(decide(&door, "Reject", refused).await, (200, 0));
    assert_eq!(only_contract(&door).await["statusReason"], "Rejected");
    door.test.drain().await;
    let messages = door.test.messages();
    assert!(
        messages
            .iter()
            .all(|message| !message.text.contains("Income"))
    );
    assert!(messages.iter().any(|message| message.purpose == "rejected"));
}
