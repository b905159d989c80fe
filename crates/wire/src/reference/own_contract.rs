//! `BusinessRequest/CheckEligibility`, `Create`, `Current…` and `GetBusinessRequestById`, as
//! documented.

use super::{
    Answer, Body, Call, Component, Group, Link,
    contract::PAGE,
    link,
    shape::{Property, Shape, flag, integer, list, number, object, text, uuid, value},
};
use crate::{code, contract::own};

/// Contracts of a registered person.
pub const GROUP: Group = Group {
    name: "A person’s own contracts",
    says: "What the app of a registered person calls, with a publishable key and the person’s token: making a \
           contract, and reading those that the person has.",
    calls: &[
        CHECK_ELIGIBILITY,
        CREATE,
        CURRENT,
        CURRENT_LIST,
        CURRENT_LIST_IDS,
        GET_BY_ID,
    ],
    components: &[DOCUMENT],
};

const DOCUMENT: Component = Component {
    name: "ContractDocument",
    says: "A document of a contract, once its text is fixed.",
    properties: &[
        integer("order", 1, "Its place."),
        text("title", "Consumer finance agreement", "Its title."),
        text(
            "content",
            "Consumer finance agreement\n1. The company lends the customer EGP 20,000.",
            "Its text in the language of the request, as a reading aid: what is signed is the PDF.",
        ),
        text("signature", "", "Signatures are in the PDF.").always_null(),
        flag(
            "isHtml",
            false,
            "Whether `content` is HTML; it is plain text.",
        ),
    ],
};

/// Where the device is, as decimal degrees.
pub(super) const LOCATION: Property = object(
    "geoLocation",
    &[
        number("latitude", 30.044, "Degrees north.").required(),
        number("longitude", 31.236, "Degrees east.").required(),
    ],
    "Where the device is.",
);
/// What the device's clock says.
pub(super) const DEVICE_TIME: Property = text(
    "userDeviceUtcTime",
    "2026-11-22T10:15:30.000Z",
    "The device’s clock in UTC. It is kept as evidence with its drift; a wrong clock is never refused.",
)
.at_most(64);

const CHECK_ELIGIBILITY: Call = Call {
    path: "/api/BusinessRequest/CheckEligibility",
    title: "Ask whether a contract may be made",
    says: "Whether the person may make a contract of a type that asks for a verified identity: the identity is \
           verified, nothing is pending, and the mailbox is confirmed where the company asks for that. A type whose \
           `identityPolicy` is `none` also takes a person whose identity is not verified.",
    answer: Answer::Data(Shape::Object(&[
        flag("isEligible", true, "Whether the person may."),
        flag(
            "isDigitalIdentityVerified",
            true,
            "Whether the identity is verified.",
        ),
        flag(
            "hasPendingRequest",
            false,
            "Whether a contract of this person waits for something.",
        ),
        flag(
            "isEmailConfirmed",
            true,
            "Whether the mailbox is confirmed.",
        ),
    ])),
    codes: &[code::NO_SUCH_PERSON],
    ..Call::PLAIN
};

const FOLLOWED: &[Link] = &[link(
    "/api/BusinessRequest/GetBusinessRequestById/{id}",
    "id",
    "$response.body#/data/id",
)];

const CREATE: Call = Call {
    path: "/api/BusinessRequest/Create/{typeId}",
    title: "Make a contract",
    says: "Makes a contract of the person who calls. Every value that the type requires must be given, in one call; \
           each mistake is in `error_descriptions` at `requestFieldsValues.KEY`, and then nothing is stored. What only \
           the company fills in is refused here.\n\n\
           The contract is *Approved* where its type approves itself, else *Pending Approval*. While it waits for \
           something, another one cannot be made.",
    parameters: &[integer("typeId", 414, "The contract type’s number.").required()],
    body: Some(Body {
        properties: &[
            LOCATION,
            DEVICE_TIME,
            value(
                "requestFieldsValues",
                Shape::Map("monthlyIncome", &Shape::FieldValue("5000")),
                "Values by the keys of the type’s fields. A file is an object of `name` and `content`, the content in Base64.",
            ),
            flag(
                "isDynamicSubTypes",
                false,
                "Not supported yet: `true` is refused.",
            ),
            list(
                "customerSignersIdentifiers",
                &Shape::text("+201234567890"),
                "Who signs beside the person, at most 8: phones in E.164, e-mail addresses or user ids. Each gets a link \
                 of their own, and sees the contract in their own app. Whoever calls always signs and need not be named.",
            ),
            integer(
                "minimumRequiredSignatories",
                1,
                "How many in all must sign, whoever calls among them; all where it is absent or 0. Once they have, the \
                 others are not bound: their links end and they are told. The document says so.",
            ),
        ],
        example: r#"{"geoLocation": {"latitude": 30.044, "longitude": 31.236}, "userDeviceUtcTime": "2026-11-22T10:15:30.000Z", "requestFieldsValues": {"fullName": "Ahmed Mohamed", "monthlyIncome": 5000}}"#,
        reads: |body| own::read_create(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::One("BusinessRequest")),
    links: FOLLOWED,
    codes: REFUSED,
    ..Call::PLAIN
};

const REFUSED: &[code::Code] = &[
    code::NO_SUCH_FORM,
    code::NO_SUCH_PERSON,
    code::NO_SUCH_CONTRACT,
    code::IDENTITY_NEEDED,
    code::CONTRACT_PENDING,
    code::EMAIL_NEEDED,
    code::NOT_SUPPORTED,
    code::NOT_A_MOMENT,
    code::REQUIRED,
    code::WRONG_TYPE,
    code::DUPLICATE,
    code::TOO_LONG,
    code::UNKNOWN_FIELD,
    code::NOT_ASKED,
    code::READ_ONLY,
    code::VALUE_NOT_TAKEN,
    code::OUT_OF_RANGE,
    code::NOT_A_PHONE,
    code::NOT_AN_EMAIL,
    code::NOT_A_NUMBER,
    code::NOT_AN_AMOUNT,
    code::NOT_A_DATE,
    code::NOT_A_NATIONAL_ID,
    code::NOT_A_CHOICE,
    code::NOT_A_FLAG,
    code::NOT_A_TABLE,
    code::NOT_A_FILE,
    code::FILE_EMPTY,
    code::FILE_TOO_LARGE,
    code::FILE_KIND,
    code::FILE_UNREADABLE,
    code::SMS_COUNTRY,
    code::SMS_DAILY_CAP,
    code::TOO_MANY,
];

const CURRENT: Call = Call {
    path: "/api/BusinessRequest/Current",
    title: "Read the contract that waits",
    says: "The person’s own newest contract that is neither completed nor ended; those of others that the person is \
           invited to sign are in `CurrentList`. Its document is fixed by this call once the contract may be signed, so \
           that what is read is what will be signed.",
    parameters: &[flag(
        "minimal",
        false,
        "Whether `requestFields` and `documents` are left empty.",
    )],
    answer: Answer::Data(Shape::One("BusinessRequest")),
    codes: &[code::NO_SUCH_CONTRACT, code::WRONG_TYPE],
    ..Call::PLAIN
};

const CURRENT_LIST: Call = Call {
    path: "/api/BusinessRequest/CurrentList",
    title: "List a person’s contracts",
    says: "The person’s contracts, the newest first: those made by the app, those of invitations whose phone the person \
           proved, and those of others that the person is invited to sign.",
    parameters: &PAGE,
    answer: Answer::List(Shape::One("BusinessRequest")),
    codes: &[code::OUT_OF_RANGE],
    ..Call::PLAIN
};

const CURRENT_LIST_IDS: Call = Call {
    path: "/api/BusinessRequest/CurrentListIds",
    title: "List the ids of a person’s contracts",
    says: "The same contracts as `CurrentList`, by their ids only.",
    parameters: &PAGE,
    answer: Answer::List(Shape::text("019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11")),
    codes: &[code::OUT_OF_RANGE],
    ..Call::PLAIN
};

const GET_BY_ID: Call = Call {
    path: "/api/BusinessRequest/GetBusinessRequestById/{id}",
    title: "Read a contract",
    says: "A contract of the person who calls. Its document is fixed by this call once the contract may be signed, so \
           that what is read is what will be signed.",
    parameters: &[uuid("id", "The contract’s id.").required()],
    answer: Answer::Data(Shape::One("BusinessRequest")),
    codes: &[code::NO_SUCH_CONTRACT],
    ..Call::PLAIN
};
