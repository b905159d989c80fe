//! `Webhook/…` (`wire.md` 8): the body that endpoints get, byte for byte the vendor's shape, and the
//! calls that manage subscriptions.

use mithaq_domain::{
    contract::{Ending, Status},
    event::{Announcement, EventKind, Happening},
    id::{DeliveryId, SubscriptionId},
    time::Instant,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    code,
    json::{Json, same_name},
    read::{FieldError, Reader},
};

/// The name of a kind of event.
pub const fn event_name(kind: EventKind) -> &'static str {
    match kind {
        EventKind::ContractStatus => "App.BusinessRequestStatusChange",
        EventKind::SessionCompleted => "App.SessionCompleted",
        EventKind::SessionExpired => "App.SessionExpired",
        EventKind::IdentityVerified => "App.DigitalIdentityVerified",
    }
}

/// What an endpoint gets; the order of its members is that of the published example.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    id: String,
    webhook_event: &'static str,
    attempt: i64,
    data: Data<'a>,
    creation_time_utc: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Data<'a> {
    id: String,
    new_status: String,
    request_number: Option<&'a str>,
    session_id: Option<String>,
    external_id: Option<&'a str>,
    status_reason: Option<&'static str>,
}

/// The body of an announcement for an attempt: always the same bytes but for `Attempt`.
pub fn body(announcement: &Announcement, attempt: i64) -> String {
    serde_json::to_string(&shape(announcement, attempt)).unwrap_or_default()
}

/// The same within an answer of the API.
pub fn event_shown(announcement: &Announcement, attempt: i64) -> Value {
    serde_json::to_value(shape(announcement, attempt)).unwrap_or_default()
}

fn shape(announcement: &Announcement, attempt: i64) -> Body<'_> {
    let (id, new_status, ending) = match announcement.happening {
        Happening::ContractStatus(contract, status) => {
            (contract.to_string(), pascal_case(status), status.ending())
        }
        Happening::SessionCompleted(session) => (session.to_string(), "Completed".to_owned(), None),
        Happening::SessionExpired(session) => (session.to_string(), "Expired".to_owned(), None),
        Happening::IdentityVerified(transaction) => {
            (transaction.to_string(), "Verified".to_owned(), None)
        }
    };
    Body {
        id: announcement.id.to_string(),
        webhook_event: event_name(announcement.happening.kind()),
        attempt,
        data: Data {
            id,
            new_status,
            request_number: announcement.request_number.as_deref(),
            session_id: announcement.session.map(|session| session.to_string()),
            external_id: announcement.external_id.as_deref(),
            status_reason: ending.map(Ending::name),
        },
        creation_time_utc: seven_digits(announcement.at),
    }
}

fn pascal_case(status: Status) -> String {
    status.name().split(' ').collect()
}

/// ISO 8601 with seven fraction digits, as the vendor's platform prints times.
fn seven_digits(at: Instant) -> String {
    let millis = at.to_iso();
    format!("{}0000Z", millis.trim_end_matches('Z'))
}

/// A request for a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateSubscription {
    /// What is to be told.
    pub kind: EventKind,
    /// Where.
    pub url: String,
    /// The path of `url` as it was sent.
    pub url_path: String,
}

/// Reads `{event, url}`.
pub fn read_create(body: &Json) -> Result<CreateSubscription, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let event = reader.required_text("event", 256);
    let kind = EventKind::ALL
        .into_iter()
        .find(|kind| same_name(event_name(*kind), event.trim()));
    if kind.is_none() && !event.trim().is_empty() {
        reader.refuse(reader.path_of("event"), code::UNKNOWN_EVENT);
    }
    let url = reader.required_text("url", 8_192).trim().to_owned();
    let kind = kind.unwrap_or(EventKind::ContractStatus);
    let url_path = reader.path_of("url");
    reader.finish(CreateSubscription {
        kind,
        url,
        url_path,
    })
}

/// Reads `{id}`.
pub fn read_subscription_id(body: &Json) -> Result<SubscriptionId, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let before = reader.value("id").is_some();
    let id = reader.integer("id");
    if !before {
        reader.refuse(reader.path_of("id"), code::REQUIRED);
    }
    reader.finish(SubscriptionId::new(id.unwrap_or_default()))
}

/// What is to be delivered once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayAsk {
    /// One delivery; `None` where the text cannot be an id.
    One(Option<DeliveryId>),
    /// What happened from one moment to another; without the other, until now.
    Range(SubscriptionId, Instant, Option<Instant>),
}

/// Reads `{deliveryId}` or `{subscriptionId, from, to}`.
pub fn read_replay(body: &Json) -> Result<ReplayAsk, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    if reader.value("subscriptionId").is_none() {
        let id = reader.required_text("deliveryId", 64);
        return reader.finish(ReplayAsk::One(DeliveryId::parse(&id)));
    }
    if reader.value("deliveryId").is_some() {
        reader.refuse(reader.path_of("deliveryId"), code::WRONG_TYPE);
    }
    let id = reader.integer("subscriptionId").unwrap_or_default();
    if reader.value("from").is_none() {
        reader.refuse(reader.path_of("from"), code::REQUIRED);
    }
    let (from, to) = (moment(&mut reader, "from"), moment(&mut reader, "to"));
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        reader.refuse(reader.path_of("to"), code::OUT_OF_RANGE);
    }
    let from = from.unwrap_or(Instant::from_unix_millis(0));
    reader.finish(ReplayAsk::Range(SubscriptionId::new(id), from, to))
}

fn moment(reader: &mut Reader<'_>, name: &str) -> Option<Instant> {
    let text = reader.text(name, 64)?;
    let moment = Instant::parse_iso(&text);
    if moment.is_none() {
        reader.refuse(reader.path_of(name), code::NOT_A_MOMENT);
    }
    moment
}

/// A subscription in `List`.
pub struct SubscriptionShown<'a> {
    /// Its number.
    pub id: i64,
    /// What it is told.
    pub kind: EventKind,
    /// Where.
    pub url: &'a str,
    /// When it was made.
    pub created_at: Instant,
    /// Until when the former secret signs too.
    pub former_secret_until: Option<Instant>,
}

impl SubscriptionShown<'_> {
    /// Its JSON.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id,
            "event": event_name(self.kind),
            "url": self.url,
            "creationTime": self.created_at.to_iso(),
            "formerSecretUntil": self.former_secret_until.map(Instant::to_iso),
        })
    }
}

/// A delivery in `Deliveries`.
pub struct DeliveryShown<'a> {
    /// Its id.
    pub id: String,
    /// The subscription.
    pub subscription: i64,
    /// What is told.
    pub announcement: &'a Announcement,
    /// Where it stands.
    pub state: &'a str,
    /// When it is tried next.
    pub next_attempt_at: Option<Instant>,
    /// What was tried.
    pub attempts: Vec<Value>,
}

impl DeliveryShown<'_> {
    /// Its JSON.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id,
            "subscriptionId": self.subscription,
            "eventId": self.announcement.id.to_string(),
            "event": event_name(self.announcement.happening.kind()),
            "state": self.state,
            "nextAttemptAt": self.next_attempt_at.map(Instant::to_iso),
            "attempts": self.attempts,
        })
    }
}

/// An attempt of a delivery.
pub struct AttemptShown<'a> {
    /// Which one.
    pub attempt: i64,
    /// When it began.
    pub at: Instant,
    /// How long it took.
    pub duration_ms: i64,
    /// The endpoint's status.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub failure: Option<&'a str>,
    /// What was told.
    pub announcement: &'a Announcement,
    /// What was answered, cut.
    pub answer: Option<&'a [u8]>,
}

impl AttemptShown<'_> {
    /// Its JSON.
    pub fn json(&self) -> Value {
        json!({
            "attempt": self.attempt,
            "time": self.at.to_iso(),
            "durationMs": self.duration_ms,
            "status": self.status,
            "failure": self.failure,
            "request": {
                "webhookId": self.announcement.id.to_string(),
                "webhookTimestamp": self.at.unix_seconds(),
                "body": body(self.announcement, self.attempt),
            },
            "answer": self.answer.map(String::from_utf8_lossy),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use mithaq_domain::{
        event::event_id,
        id::{ContractId, SessionId, TenantId},
    };

    fn announcement(status: Status) -> Announcement {
        let at = Instant::from_unix_millis(1_765_452_438_619);
        let contract = ContractId::parse("019b0d5c-0000-7000-8000-000000000001").unwrap();
        Announcement {
            id: event_id(TenantId::new(1), at, 7),
            happening: Happening::ContractStatus(contract, status),
            at,
            request_number: Some("REQ-2025-00001".to_owned()),
            session: SessionId::parse("019b0d5c-0000-7000-8000-000000000002"),
            external_id: None,
        }
    }

    #[test]
    fn the_body_is_the_published_example_with_our_members_behind_its_own() {
        assert_eq!(
            body(&announcement(Status::PendingApproval), 1),
            "{\"Id\":\"019b0d2a-5c5b-7000-8100-000000000007\",\"WebhookEvent\":\"App.BusinessRequestStatusChange\",\"Attempt\":1,\
             \"Data\":{\"Id\":\"019b0d5c-0000-7000-8000-000000000001\",\"NewStatus\":\"PendingApproval\",\
             \"RequestNumber\":\"REQ-2025-00001\",\"SessionId\":\"019b0d5c-0000-7000-8000-000000000002\",\
             \"ExternalId\":null,\"StatusReason\":null},\"CreationTimeUtc\":\"2025-12-11T11:27:18.6190000Z\"}"
        );
        let ended = event_shown(&announcement(Status::Rejected(Ending::Declined)), 3);
        assert_eq!(ended.pointer("/Data/NewStatus"), Some(&json!("Rejected")));
        assert_eq!(
            ended.pointer("/Data/StatusReason"),
            Some(&json!("Declined"))
        );
        assert_eq!(ended.get("Attempt"), Some(&json!(3)));
    }

    fn parse(text: &str) -> Json {
        Json::parse(text.as_bytes()).unwrap()
    }

    fn wrong<T: std::fmt::Debug>(read: Result<T, Vec<FieldError>>) -> Vec<(String, u16)> {
        let errors = read.unwrap_err();
        errors
            .into_iter()
            .map(|error| (error.field, error.code.number))
            .collect()
    }

    #[test]
    fn a_subscription_names_a_known_event_in_any_letter_case_and_an_address() {
        let read = read_create(&parse(
            r#"{"Event": "app.sessioncompleted", "URL": " https://a.b/c "}"#,
        ));
        let expected = CreateSubscription {
            kind: EventKind::SessionCompleted,
            url: "https://a.b/c".to_owned(),
            url_path: "URL".to_owned(),
        };
        assert_eq!(read, Ok(expected));
        let errors = wrong(read_create(&parse(r#"{"event": "App.Unknown"}"#)));
        assert_eq!(
            errors,
            [("event".to_owned(), 1602), ("url".to_owned(), 1106)]
        );
    }

    #[test]
    fn a_replay_is_of_one_delivery_or_of_a_span_of_time() {
        let one = read_replay(&parse(
            r#"{"deliveryId": "00000000-0003-8000-8000-000000000129"}"#,
        ));
        assert!(matches!(one, Ok(ReplayAsk::One(Some(_)))));
        let range = r#"{"subscriptionId": "3", "from": "2026-11-22T10:00:00Z"}"#;
        let from = Instant::from_unix_millis(1_795_341_600_000);
        let expected = ReplayAsk::Range(SubscriptionId::new(3), from, None);
        assert_eq!(read_replay(&parse(range)), Ok(expected));
        assert_eq!(
            wrong(read_replay(&parse("{}"))),
            [("deliveryId".to_owned(), 1106)]
        );
        let errors = wrong(read_replay(&parse(
            r#"{"subscriptionId": 3, "to": "soon"}"#,
        )));
        assert_eq!(errors, [("from".to_owned(), 1106), ("to".to_owned(), 1608)]);
        let turned = r#"{"subscriptionId": 3, "from": "2026-11-22T10:00:00Z", "to": "2026-11-21T10:00:00Z"}"#;
        assert_eq!(
            wrong(read_replay(&parse(turned))),
            [("to".to_owned(), 1117)]
        );
    }
}
