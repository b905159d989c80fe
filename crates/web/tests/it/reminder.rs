//! Reminders before the end of a session: who is reminded, how often, and who never is.

use mithaq_domain::{evidence::Act, message::MessagePolicy, time::Span};
use mithaq_service::{session::ExpirySweep, tenant::set_messages};
use serde_json::json;

use crate::{
    call::Door,
    own_contract::Phone,
    person::{PHONE, is_done},
};

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// What the persons of these tests were reminded by.
async fn reminders(door: &Door) -> Vec<String> {
    ExpirySweep::default().step(&door.test.app).await.unwrap();
    door.test.drain().await;
    let messages = door.test.messages().into_iter();
    let reminders = messages.filter(|message| message.purpose == "reminder");
    reminders.map(|message| message.text).collect()
}

#[tokio::test]
async fn whoever_has_something_to_sign_is_reminded_once_on_the_last_day() {
    let door = Door::open_as_admin().await;
    Phone::of(&door, PHONE).await.made().await;
    door.test.clock.advance(Span::minutes(6 * DAY - 1));
    assert!(reminders(&door).await.is_empty());
    door.test.clock.advance(Span::minutes(2));
    let told = reminders(&door).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("REQ-2026-00001") && told[0].contains("/session?token="));
    assert_eq!(door.details(Act::SessionReminded).len(), 1);
    door.test.clock.advance(Span::hours(1));
    assert_eq!(reminders(&door).await.len(), 1, "once is enough");
}

#[tokio::test]
async fn whoever_signed_or_was_never_written_to_is_not_reminded() {
    let door = Door::open_as_admin().await;
    // The company hands out this link itself; it may have told nobody yet.
    door.invite(|_| {}).await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let (request, digits) = phone.code(&id).await;
    is_done(&phone.show(&id, (&request, &digits)).await);
    is_done(&phone.confirm(&id).await);
    door.test.drain().await;
    door.test.clock.advance(Span::minutes(6 * DAY + 1));
    assert!(reminders(&door).await.is_empty());
    assert!(door.details(Act::SessionReminded).is_empty());
}

#[tokio::test]
async fn a_company_may_remind_earlier_or_nobody() {
    for (hours, day, expected) in [(48, 5, 1), (0, 6, 0)] {
        let door = Door::open_as_admin().await;
        let policy = MessagePolicy {
            reminder_hours: hours,
            ..MessagePolicy::default()
        };
        let set = set_messages(&door.test.app, door.test.tenant, policy);
        set.await.unwrap();
        Phone::of(&door, PHONE).await.made().await;
        door.test.clock.advance(Span::minutes(day * DAY + 1));
        assert_eq!(reminders(&door).await.len(), expected, "{hours}");
    }
}

#[tokio::test]
async fn a_contract_that_the_company_approves_late_is_reminded_of_anew() {
    let door = Door::open_as_admin().await;
    crate::own_contract::change_type(
        &door,
        "\"approval\": \"automatic\"",
        "\"approval\": \"member\"",
    )
    .await;
    let id = Phone::of(&door, PHONE).await.made().await;
    door.test.clock.advance(Span::minutes(6 * DAY + 60));
    assert!(
        reminders(&door).await.is_empty(),
        "it waits for the company"
    );
    let door = door.logged_in().await;
    let approved = door.post("/api/BusinessRequest/Approve", json!({ "id": id }));
    assert_eq!(approved.await.code(), 0);
    door.test.clock.advance(Span::minutes(6 * DAY + 60));
    assert_eq!(reminders(&door).await.len(), 1);
}
