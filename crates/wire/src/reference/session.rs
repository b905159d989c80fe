//! `IdentityUserSession/…`, as documented.

use super::{
    Answer, Body, Call, Component, Group, Link,
    contract::PAGE,
    link,
    shape::{Property, Shape, choice, flag, integer, list, moment, object, text, uuid, value},
};
use crate::{code, session};

/// Sessions: the heart of the API.
pub const GROUP: Group = Group {
    name: "Sessions",
    says: "Invite a person to a hosted session, follow what becomes of it, take it back.",
    calls: &[CREATE_INVITATION, CREATE_AUTH_SESSION, GET, LIST, REVOKE],
    components: &[
        Component {
            name: "Session",
            says: "A session and what became of it.",
            properties: &[
                uuid("id", "The session’s id, as in `X-Session-Id`."),
                choice(
                    "origin",
                    ORIGINS,
                    "What made it: an administrator, a client program, or a registered person’s app with a contract of the person’s own.",
                ),
                choice("state", STATES, "How far it has come."),
                text(
                    "stateReason",
                    "The amount is wrong",
                    "Why it ended, where the state does not say.",
                )
                .mostly_null(),
                list(
                    "contracts",
                    &Shape::One("SessionContract"),
                    "Its contracts, in the order of signing.",
                ),
                text("externalId", "order-1042", "The company’s own name for it.").or_null(),
                moment("creationTime", "When it was made."),
                moment("expiresAt", "When it ends by itself."),
            ],
        },
        Component {
            name: "SessionContract",
            says: "A contract within a session.",
            properties: &[
                uuid("requestId", "The contract’s id, for the contract calls."),
                integer("contractTypeId", 414, "Its type."),
                value(
                    "requeststatus",
                    Shape::Numbers(&[8, 0, 1, 2, 3, 4, 5, 6, 7]),
                    "Where it stands, as a number.",
                ),
                choice(
                    "requestStatusName",
                    super::standing::STATUS_NAMES,
                    "Where it stands, in words.",
                ),
                choice(
                    "statusReason",
                    super::standing::ENDINGS,
                    "Why it ended, where it did.",
                )
                .mostly_null(),
                text(
                    "documentSha256",
                    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "SHA-256 of the reviewed PDF, in lower-case hexadecimal, once there is one.",
                )
                .or_null(),
            ],
        },
    ],
};

const ORIGINS: &[&str] = &["invitation", "auth", "api"];

const STATES: &[&str] = &[
    "completed",
    "created",
    "opened",
    "phoneProved",
    "reviewed",
    "declined",
    "revoked",
    "expired",
];

const PERMISSIONS: Property = object(
    "sessionPermissions",
    &[
        list(
            "allowedContractTypeIds",
            &Shape::Integer(414),
            "The contract types that may be signed: absent, every active one; empty, none.",
        ),
        flag(
            "minimalSignatureFlow",
            true,
            "No form: one page to review and sign, which asks for what is still missing.",
        ),
        flag(
            "DigitalIdentityOnly",
            false,
            "Registration and identity only; nothing can be signed.",
        ),
    ],
    "What the session allows.",
);

const VALUES: Property = value(
    "RequestFieldsValues",
    Shape::Map(
        "414",
        &Shape::Map("fullName", &Shape::FieldValue("Ahmed Mohamed")),
    ),
    "Contract type, then field key, then value: what is given is shown, locked, and not asked again. It may stand \
     inside `SessionInput` or beside it; both at once must be equal. A file is an object of `name` and \
     `content`, the content in Base64.",
);

const SIGNERS: Property = list(
    "additionalSigners",
    &Shape::Object(&[
        text("phoneNumber", "+201098765432", "The phone, E.164."),
        text("email", "sara@example.com", "The e-mail address."),
        integer(
            "order",
            1,
            "The turn; whoever has the same one may sign in any order.",
        ),
    ]),
    "Who signs the contract beside the invited person, at most 8, each by phone or e-mail and each another person. \
     Every one gets a link of their own when it is their turn (0, that of the invited person, unless `order` says \
     otherwise), proves their own phone or mailbox, and signs the same document. Needs exactly one pre-filled contract \
     and `minimalSignatureFlow`. It may stand inside `SessionInput` or beside it, not both.",
);

const LEAST: Property = integer(
    "minimumRequiredSignatories",
    2,
    "How many in all must sign, the invited person always among them; all where it is absent. Once they have, the others \
     are not bound: their links end and they are told. The document says so.",
);

const NO_SIGNERS: Property = list(
    "additionalSigners",
    &Shape::Map("phoneNumber", &Shape::FieldValue("+201098765432")),
    "For invitations only: a list that is not empty is refused (1118), so that no contract completes without a \
     signer whom the company named.",
);

/// What may be asked of a session that was made.
const FOLLOWED: &[Link] = &[
    link(
        "/api/IdentityUserSession/Get",
        "id",
        "$response.header.X-Session-Id",
    ),
    link(
        "/api/IdentityUserSession/Revoke",
        "id",
        "$response.header.X-Session-Id",
    ),
];

/// What both ways to make a session take.
const PHONE: Property = text(
    "phoneNumber",
    "+201234567890",
    "The person’s phone; E.164 is best. Phone or e-mail is required.",
)
.at_most(64);
const EMAIL: Property = text("email", "ahmed@example.com", "The person’s mailbox.").at_most(320);
const KEY: Property = text(
    "userPublicKey",
    "-----BEGIN PUBLIC KEY-----…",
    "An RSA key of at least 2048 bits, PEM (SPKI or PKCS#1) or base64 DER: `data` is then base64 of the token under \
     RSA-OAEP-SHA-256, and `X-Session-Url` is absent.",
)
.at_most(8_192);
const LANGUAGE: Property = text(
    "language",
    "ar",
    "`ar` or `en`: the language of messages and pages.",
)
.at_most(35);
const LIFE: Property = integer(
    "expiresInSeconds",
    604_800,
    "Life of the session: an invitation’s is 7 days, an authentication session’s 30 minutes, at most 90 days.",
);
const EXTERNAL: Property = text(
    "externalId",
    "order-1042",
    "The company’s own name for it, given back unchanged.",
)
.at_most(256);

const CREATED: &[Property] = &[
    uuid("X-Session-Id", "The session’s id."),
    text(
        "X-Session-Url",
        "https://contracts.example.com/session?token=…",
        "The link for the person. Whoever holds it can open the session, so it is never logged.",
    )
    .format("uri"),
];

const REFUSED: &[code::Code] = &[
    code::NO_CONTACT,
    code::NOT_A_PHONE,
    code::NOT_AN_EMAIL,
    code::UNKNOWN_FORM,
    code::FORM_NOT_ALLOWED,
    code::BAD_PUBLIC_KEY,
    code::OUT_OF_RANGE,
    code::NOT_SUPPORTED,
];

const REFUSED_INVITATION: &[code::Code] = &[
    code::NO_CONTACT,
    code::NOT_A_PHONE,
    code::NOT_AN_EMAIL,
    code::UNKNOWN_FORM,
    code::FORM_NOT_ALLOWED,
    code::IDENTITY_ONLY,
    code::UNKNOWN_FIELD,
    code::VALUES_DIFFER,
    code::VALUE_NOT_TAKEN,
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
    code::NOT_ASKED,
    code::BAD_PUBLIC_KEY,
    code::OUT_OF_RANGE,
    code::NOT_SUPPORTED,
    code::SMS_COUNTRY,
    code::SMS_DAILY_CAP,
];

const TOKEN: Shape = Shape::text("AZqzwV8KfD6dVQ8vbxwqEZ2Zk0mQm1xT4oA7uS3yRkE");

const CREATE_INVITATION: Call = Call {
    path: "/api/IdentityUserSession/CreateInvitation",
    title: "Invite a person to sign",
    says: "Makes a session with pre-filled contracts. `data` is the session’s token, a bare string; the headers carry \
           the session’s id and the link for the person.\n\n\
           Everything is checked before anything is stored: each mistake is in `error_descriptions` with the path as \
           it was sent. Each pre-filled contract exists from now on.",
    body: Some(Body {
        properties: &[
            object(
                "SessionInput",
                &[
                    PHONE,
                    EMAIL,
                    PERMISSIONS,
                    VALUES,
                    LANGUAGE,
                    LIFE,
                    EXTERNAL,
                    KEY,
                    SIGNERS,
                    LEAST,
                ],
                "Whom to invite, and to what.",
            )
            .required(),
            VALUES,
            SIGNERS,
            LEAST,
        ],
        example: include_str!("../../golden/create-invitation.json"),
        reads: |body| session::read_invitation(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(TOKEN),
    answer_headers: CREATED,
    links: FOLLOWED,
    codes: REFUSED_INVITATION,
    ..Call::PLAIN
};

const CREATE_AUTH_SESSION: Call = Call {
    path: "/api/IdentityUserSession/CreateAuthSession",
    title: "Start a session for a person",
    says: "Makes a session without pre-filled contracts, which lives for 30 minutes and can be opened once. `data` is \
           its token, a bare string.",
    body: Some(Body {
        properties: &[
            PHONE,
            EMAIL,
            PERMISSIONS,
            LANGUAGE,
            LIFE,
            EXTERNAL,
            KEY,
            NO_SIGNERS,
        ],
        example: include_str!("../../golden/create-auth-session.json"),
        reads: |body| session::read_auth_session(body).map(drop),
        needs_one_of: true,
    }),
    answer: Answer::Data(TOKEN),
    answer_headers: CREATED,
    links: FOLLOWED,
    codes: REFUSED,
    ..Call::PLAIN
};

const GET: Call = Call {
    path: "/api/IdentityUserSession/Get",
    title: "Read a session",
    says: "How far a session has come, and where its contracts stand.",
    parameters: &[uuid("id", "The session’s id.").required()],
    answer: Answer::Data(Shape::One("Session")),
    links: &[link(
        "/api/BusinessRequest/GetContractToPdf",
        "id",
        "$response.body#/data/contracts/0/requestId",
    )],
    codes: &[code::NO_SUCH_SESSION],
    ..Call::PLAIN
};

const LIST: Call = Call {
    path: "/api/IdentityUserSession/List",
    title: "List sessions",
    says: "The company’s sessions, the newest first.",
    parameters: &PAGE,
    answer: Answer::List(Shape::One("Session")),
    links: &[link(
        "/api/IdentityUserSession/Get",
        "id",
        "$response.body#/data/0/id",
    )],
    codes: &[code::OUT_OF_RANGE],
    ..Call::PLAIN
};

const REVOKE: Call = Call {
    path: "/api/IdentityUserSession/Revoke",
    title: "Take a session back",
    says: "Ends a session that has not ended yet: its link opens nothing any more.",
    body: Some(Body {
        properties: &[uuid("id", "The session’s id.").required().at_most(64)],
        example: r#"{"id": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11"}"#,
        reads: |body| session::read_id(body).map(drop),
        needs_one_of: false,
    }),
    codes: &[code::NO_SUCH_SESSION, code::SESSION_ENDED],
    ..Call::PLAIN
};
