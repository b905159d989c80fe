//! `Webhook/…`, as documented.

use super::{
    Answer, Body, Call, Component, Group,
    contract::PAGE,
    join, link,
    shape::{Property, Shape, choice, integer, list, moment, object, text, uuid},
};
use crate::{code, webhook};

/// Webhooks: what a company's systems are told.
pub const GROUP: Group = Group {
    name: "Webhooks",
    says: "Be told of every change of a contract or session, at an endpoint of your own or by asking.",
    calls: &[CREATE, LIST, DELETE, ROTATE, DELIVERIES, REPLAY, EVENTS],
    components: &[
        Component {
            name: "WebhookSubscription",
            says: "An event and the endpoint that is told of it.",
            properties: &[
                integer("id", 1, "Its number."),
                choice("event", EVENTS_NAMES, "What is told."),
                text("url", "https://example.com/webhooks", "Where.").format("uri"),
                moment("creationTime", "When it was made."),
                moment(
                    "formerSecretUntil",
                    "Until when the former secret signs too.",
                )
                .mostly_null(),
            ],
        },
        Component {
            name: "Event",
            says: "What an endpoint gets as its body.",
            properties: &[
                uuid("Id", "The event, the same in every attempt: `webhook-id`."),
                choice("WebhookEvent", EVENTS_NAMES, "What happened."),
                integer("Attempt", 1, "Which attempt this is; 1 where it is pulled."),
                object("Data", DATA, "To what it happened."),
                text(
                    "CreationTimeUtc",
                    "2025-12-11T11:27:18.6190000Z",
                    "When, with seven fraction digits.",
                )
                .format("date-time"),
            ],
        },
        Component {
            name: "Delivery",
            says: "One event for one subscription, and what was tried.",
            properties: &[
                uuid("id", "The delivery."),
                integer("subscriptionId", 1, "The subscription."),
                uuid("eventId", "The event: `webhook-id`."),
                choice("event", EVENTS_NAMES, "What is told."),
                choice(
                    "state",
                    &["delivered", "held", "waiting", "sending", "parked"],
                    "`held` behind an earlier one of the same contract; `parked` after eight failures.",
                ),
                moment("nextAttemptAt", "When it is tried next, while it waits.").mostly_null(),
                list(
                    "attempts",
                    &Shape::One("DeliveryAttempt"),
                    "What was tried, oldest first.",
                ),
            ],
        },
        Component {
            name: "DeliveryAttempt",
            says: "One request to the endpoint.",
            properties: &[
                integer("attempt", 1, "Which one."),
                moment("time", "When it began."),
                integer("durationMs", 85, "How long it took."),
                integer("status", 200, "The endpoint’s status, if it answered.").or_null(),
                text("failure", "timed out", "Why there was no answer.").mostly_null(),
                object("request", REQUEST, "What was sent."),
                text("answer", "ok", "The answer’s body, cut at 4 KiB.").or_null(),
            ],
        },
    ],
};

const EVENTS_NAMES: &[&str] = &[
    "App.BusinessRequestStatusChange",
    "App.SessionCompleted",
    "App.SessionExpired",
    "App.DigitalIdentityVerified",
];

const DATA: &[Property] = &[
    uuid(
        "Id",
        "The contract, the session of a session’s event, or the transaction that verified an identity.",
    ),
    choice(
        "NewStatus",
        &[
            "PendingApproval",
            "Approved",
            "Rejected",
            "CustomerSigned",
            "ServiceProviderSigned",
            "CustomerPartiallySigned",
            "ServiceProviderPartiallySigned",
            "Completed",
            "Expired",
            "Verified",
        ],
        "Where it stands now.",
    ),
    text("RequestNumber", "REQ-2026-00001", "The contract’s number.").or_null(),
    uuid("SessionId", "In which session, if in one.").or_null(),
    text(
        "ExternalId",
        "order-1042",
        "The company’s own name for the session.",
    )
    .or_null(),
    choice(
        "StatusReason",
        super::standing::ENDINGS,
        "Why it ended, where it did.",
    )
    .mostly_null(),
];

const REQUEST: &[Property] = &[
    uuid("webhookId", "The header `webhook-id`."),
    integer(
        "webhookTimestamp",
        1_795_341_600,
        "The header `webhook-timestamp`.",
    ),
    text("body", "{\"Id\": …}", "The body, as it was sent."),
];

const ID: Property = integer("id", 1, "The subscription’s number.").required();

const CREATE: Call = Call {
    path: "/api/Webhook/Create",
    title: "Subscribe an endpoint",
    says: "From now on the endpoint is told of the event, signed by *Standard Webhooks* with the secret that is shown \
           here, once. Its answer counts as taken when it is 2xx within 15 seconds; else it is tried again after 5 s, \
           5 min, 30 min, 2 h, 5 h, 10 h and 14 h, and then parked. Redirects are not followed.",
    body: Some(Body {
        properties: &[
            text(
                "event",
                "App.BusinessRequestStatusChange",
                "What is to be told.",
            )
            .required()
            .at_most(256),
            text(
                "url",
                "https://example.com/webhooks",
                "An https address on the public internet.",
            )
            .required()
            .at_most(8_192),
        ],
        example: r#"{"event": "App.BusinessRequestStatusChange", "url": "https://example.com/webhooks"}"#,
        reads: |body| webhook::read_create(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Object(&[
        integer("id", 1, "The subscription’s number."),
        text(
            "secret",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "What signs; shown once.",
        ),
    ])),
    links: &[
        link("/api/Webhook/Delete", "id", "$response.body#/data/id"),
        link("/api/Webhook/RotateSecret", "id", "$response.body#/data/id"),
        link(
            "/api/Webhook/Deliveries",
            "subscriptionId",
            "$response.body#/data/id",
        ),
    ],
    codes: &[
        code::UNKNOWN_EVENT,
        code::NOT_AN_ENDPOINT,
        code::ENDPOINT_NOT_ENCRYPTED,
        code::ENDPOINT_NOT_PUBLIC,
        code::TOO_MANY_SUBSCRIPTIONS,
    ],
    ..Call::PLAIN
};

const LIST: Call = Call {
    path: "/api/Webhook/List",
    title: "List subscriptions",
    says: "Every subscription of the company, oldest first, without their secrets.",
    answer: Answer::List(Shape::One("WebhookSubscription")),
    ..Call::PLAIN
};

const DELETE: Call = Call {
    path: "/api/Webhook/Delete",
    title: "End a subscription",
    says: "The endpoint is told nothing more, also not what was still waiting for it.",
    body: Some(Body {
        properties: &[ID],
        example: r#"{"id": 1}"#,
        reads: |body| webhook::read_subscription_id(body).map(drop),
        needs_one_of: false,
    }),
    codes: &[code::NO_SUCH_SUBSCRIPTION],
    ..Call::PLAIN
};

const ROTATE: Call = Call {
    path: "/api/Webhook/RotateSecret",
    title: "Replace a secret",
    says: "Draws a new secret, shown once. For 24 hours deliveries are signed with both, so that an endpoint can learn \
           it without missing anything.",
    body: Some(Body {
        properties: &[ID],
        example: r#"{"id": 1}"#,
        reads: |body| webhook::read_subscription_id(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Object(&[
        integer("id", 1, "The subscription’s number."),
        text(
            "secret",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "The new one.",
        ),
        moment("formerSecretUntil", "Until when the former one signs too.").or_null(),
    ])),
    codes: &[code::NO_SUCH_SUBSCRIPTION],
    ..Call::PLAIN
};

const DELIVERIES: Call = Call {
    path: "/api/Webhook/Deliveries",
    title: "Read the delivery log",
    says: "What was sent to a subscription’s endpoint and what it answered, newest first, in one state or in any.",
    parameters: &join(
        [
            integer("subscriptionId", 1, "The subscription.").required(),
            choice(
                "state",
                &["parked", "held", "waiting", "delivered"],
                "Only those in this state.",
            ),
        ],
        PAGE,
    ) as &[Property; 5],
    answer: Answer::List(Shape::One("Delivery")),
    codes: &[code::NO_SUCH_SUBSCRIPTION, code::OUT_OF_RANGE],
    ..Call::PLAIN
};

const REPLAY: Call = Call {
    path: "/api/Webhook/Replay",
    title: "Deliver once more",
    says: "Either one delivery (`deliveryId`), or everything that happened from one moment to another \
           (`subscriptionId`, `from`, `to`), also before the subscription existed. The order per contract is kept. What \
           was forgotten by its age is not repeated; a delivery that waits or is parked keeps its event.",
    body: Some(Body {
        properties: &[
            uuid("deliveryId", "One delivery.").at_most(64),
            integer("subscriptionId", 1, "Or all of a subscription."),
            moment("from", "From this moment.").at_most(64),
            moment("to", "To this moment; without it, until now.").at_most(64),
        ],
        example: r#"{"subscriptionId": 1, "from": "2026-11-22T10:00:00Z", "to": "2026-11-22T12:00:00Z"}"#,
        reads: |body| webhook::read_replay(body).map(drop),
        needs_one_of: true,
    }),
    answer: Answer::Data(Shape::Object(&[
        integer("replayed", 12, "How many are delivered once more."),
        moment(
            "forgottenUntil",
            "Until this moment, events of the subscription’s kind may be missing, since they are no longer kept; \
             `null` where none is missing.",
        )
        .mostly_null(),
    ])),
    codes: &[
        code::NO_SUCH_DELIVERY,
        code::NO_SUCH_SUBSCRIPTION,
        code::NOT_A_MOMENT,
        code::OUT_OF_RANGE,
        code::TOO_MANY_TO_REPLAY,
        code::EVENTS_GONE,
    ],
    ..Call::PLAIN
};

const EVENTS: Call = Call {
    path: "/api/Webhook/Events",
    title: "Pull events",
    says: "What an endpoint would be told, in order, for whoever has none: ask again with the last `Id` as `after`. \
           `totalCount` is how many there are behind it.",
    parameters: &[
        uuid(
            "after",
            "The last event that is known; without it, from the first.",
        ),
        integer("max", 100, "At most so many, up to 1000."),
    ],
    answer: Answer::List(Shape::One("Event")),
    links: &[link(
        "/api/Webhook/Events",
        "after",
        "$response.body#/data/0/Id",
    )],
    codes: &[code::NO_SUCH_EVENT, code::EVENTS_GONE, code::OUT_OF_RANGE],
    ..Call::PLAIN
};
