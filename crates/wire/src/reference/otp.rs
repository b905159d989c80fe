//! `/v1/otp/…`: codes as a product, as documented.

use super::{
    Answer, Body, Call, Group, join, link,
    person::CODE_REFUSED,
    shape::{Property, Shape, flag, integer, text, uuid},
};
use crate::{code, otp};

/// Codes as a product.
pub const GROUP: Group = Group {
    name: "Codes",
    says: "Codes by SMS for the company’s own purposes.",
    calls: &[SEND, VERIFY],
    components: &[],
};

const TRANSACTION: Property = text(
    "transactionId",
    "checkout-1042",
    "The caller’s transaction, given back.",
);
const CLIENT_REQUEST: Property = text(
    "clientRequestId",
    "try-1",
    "The caller’s own name for the request, given back.",
);

const SEND: Call = Call {
    path: "/v1/otp/sms",
    title: "Send a code by SMS",
    says: "Sends six digits to a phone. The message names its purpose, which must not contain a link.",
    body: Some(Body {
        properties: &[
            text("validateValue", "+201234567890", "The phone.")
                .required()
                .at_most(64),
            text("messageSubject", "your payment", "What the code is for.")
                .required()
                .at_most(60),
            integer("expiresInMinutes", 5, "Its life in minutes, 1 to 10."),
            integer("maxTryCount", 5, "How many wrong tries it allows, 1 to 10."),
            TRANSACTION.at_most(128),
            CLIENT_REQUEST.at_most(128),
        ],
        example: r#"{"validateValue": "+201234567890", "messageSubject": "your payment", "expiresInMinutes": 5, "maxTryCount": 5}"#,
        reads: |body| otp::read_sms(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Object(&[
        uuid("requestId", "The id of the code, for `verify`."),
        TRANSACTION.or_null(),
        CLIENT_REQUEST.or_null(),
        integer("expiresInMinutes", 5, "Its life in minutes."),
        integer("maxTryCount", 5, "How many wrong tries it allows."),
        text(
            "otp",
            "123456",
            "The code itself, of a sandbox company only.",
        )
        .mostly_null(),
        text(
            "transaction_id",
            "checkout-1042",
            "`transactionId` once more.",
        )
        .or_null(),
        uuid("request_id", "`requestId` once more."),
        text(
            "client_transaction_id",
            "try-1",
            "`clientRequestId` once more.",
        )
        .or_null(),
    ])),
    links: &[link(
        "/v1/otp/verify",
        "requestId",
        "$response.body#/data/requestId",
    )],
    codes: &join::<_, 10, 3, 13>(
        CODE_REFUSED,
        [code::NOT_A_PHONE, code::NAMES_LINK, code::OUT_OF_RANGE],
    ),
    ..Call::PLAIN
};

const VERIFY: Call = Call {
    path: "/v1/otp/verify",
    title: "Check a code",
    says: "Whether the digits are those that were sent. A code is good for one right answer.",
    body: Some(Body {
        properties: &[
            uuid("requestId", "The id that came with the code.")
                .required()
                .at_most(64),
            text("inputCode", "123456", "The digits.")
                .required()
                .at_most(64),
        ],
        example: r#"{"requestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "inputCode": "123456"}"#,
        reads: |body| otp::read_verify(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Object(&[
        uuid("requestId", "The id of the code."),
        flag("isVerified", true, "`true`: anything else is a refusal."),
        text("transaction_id", "", "Always `null` here.").always_null(),
        uuid("request_id", "`requestId` once more."),
        text("client_transaction_id", "", "Always `null` here.").always_null(),
    ])),
    codes: &CODE_REFUSED,
    ..Call::PLAIN
};
