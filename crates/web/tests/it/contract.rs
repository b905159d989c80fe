//! What administrators read of contracts.

use axum::http::StatusCode;
use serde_json::json;

use crate::call::Door;

#[tokio::test]
async fn types_and_contracts_are_listed_in_the_vendors_shape() {
    let door = Door::open_as_admin().await;
    let types = door
        .get("/api/BusinessRequest/GetAllRequestTypes")
        .await
        .json();
    assert_eq!(types["data"][0]["id"], 414);
    assert_eq!(types["data"][0]["name"], "Consumer finance agreement");
    door.invite(|_| {}).await;
    let page = door
        .get("/api/BusinessRequest/GetRequests?status=2&type=414")
        .await
        .json();
    assert_eq!(page["totalCount"], 1);
    let contract = &page["data"][0];
    assert_eq!(contract["fullName"], "Ahmed Mohamed");
    assert!(
        contract["requestNumber"]
            .as_str()
            .unwrap()
            .starts_with("REQ-2026-")
    );
    assert_eq!(contract["user"]["phoneNumber"], "+201234567890");
    assert_eq!(contract["customerSigners"][0]["isSigned"], json!(false));
    let income = contract["requestFields"]
        .as_array()
        .unwrap()
        .iter()
        .find(|field| field["key"] == "monthlyIncome")
        .unwrap();
    assert_eq!(
        (income["value"].as_str(), income["type"].as_str()),
        (Some("5000.00"), Some("money"))
    );
    let number = contract["requestNumber"].as_str().unwrap().to_lowercase();
    assert_eq!(
        door.get(&format!("/api/BusinessRequest/GetRequests?filter={number}"))
            .await
            .json()["totalCount"],
        1
    );
    assert_eq!(
        door.get("/api/BusinessRequest/GetRequests?status=8")
            .await
            .json()["totalCount"],
        0
    );
}

#[tokio::test]
async fn a_listing_is_narrowed_down_by_status_type_and_the_time_of_making() {
    let door = Door::open_as_admin().await;
    door.invite(|_| {}).await;
    let all = door.get("/api/BusinessRequest/GetRequests").await.json();
    let contract = &all["data"][0];
    let made = contract["creationTime"].as_str().unwrap();
    let later = "2099-01-01T00:00:00Z";
    for (query, count) in [
        (format!("from={made}&to={later}&status=2&type=414"), 1),
        (format!("From={later}"), 0),
        (format!("to={made}"), 0),
        (format!("from={made}&status=3"), 0),
        (format!("from={made}&type=415"), 0),
    ] {
        let path = format!("/api/BusinessRequest/GetRequests?{query}");
        let page = door.get(&path).await.json();
        assert_eq!(
            (&page["totalCount"], &page["returnedCount"]),
            (&json!(count), &json!(count)),
            "{query}"
        );
    }
    let wrong = door.get("/api/BusinessRequest/GetRequests?from=noon").await;
    assert_eq!(wrong.mistakes(), [("from".to_owned(), 1608)]);
}

#[tokio::test]
async fn a_types_fields_are_a_template_to_fill_in() {
    let door = Door::open_as_admin().await;
    let path = "/api/BusinessRequest/GetBusinessRequestTypeTemplateFields";
    let shown = door
        .get(&format!("{path}?requestTypeId=414&isLocalized=false"))
        .await
        .json();
    assert_eq!(shown["data"]["id"], 414);
    let first = &shown["data"]["requestsFields"][0];
    assert_eq!(first["key"], "fullName");
    assert_eq!(first["displayArText"], "الاسم بالكامل");
    assert_eq!(
        (&first["value"], &first["required"]),
        (&json!(null), &json!(true))
    );
    for (query, status, code) in [
        ("", 400, 1106),
        ("?requestTypeId=x", 400, 1107),
        ("?requestTypeId=414&isLocalized=perhaps", 400, 1107),
        ("?requestTypeId=415", 404, 1506),
    ] {
        let answer = door.get(&format!("{path}{query}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (status, code),
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_pdf_that_does_not_exist_yet_is_a_refusal_and_an_unknown_contract_is_not_found() {
    let door = Door::open_as_admin().await;
    door.invite(|_| {}).await;
    let page = door.get("/api/BusinessRequest/GetRequests").await.json();
    let id = page["data"][0]["id"].as_str().unwrap().to_owned();
    let not_ready = door
        .get(&format!("/api/BusinessRequest/GetContractToPdf?id={id}"))
        .await;
    assert_eq!((not_ready.status, not_ready.code()), (StatusCode::OK, 1504));
    let unknown = door
        .get("/api/BusinessRequest/GetContractToPdf?id=nothing")
        .await;
    assert_eq!(
        (unknown.status, unknown.code()),
        (StatusCode::NOT_FOUND, 1501)
    );
    let forged = door.get("/download/AAAA").await;
    assert_eq!(
        (forged.status, forged.code()),
        (StatusCode::NOT_FOUND, 1501)
    );
}
