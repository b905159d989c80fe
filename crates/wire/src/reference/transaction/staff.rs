//! `Transactions/…` and the pictures of a person, as documented.

use super::{
    STATES,
    shown::{NUMBER, OWNER},
};
use crate::{
    code::{self, Code},
    reference::{
        Answer, Body, Call,
        contract::PAGE,
        join,
        shape::{Property, Shape, choice, flag, integer, list, moment, object, one, text, uuid},
    },
    transaction,
};

pub(super) const LIST: Call = Call {
    path: "/api/Transactions/GetTransactions",
    title: "List transactions",
    says: "Those in one state, the newest first; without `state` those that wait for a decision.",
    parameters: &join([choice("state", STATES, "Where they stand.")], PAGE) as &[Property; 4],
    answer: Answer::List(Shape::Object(&LISTED)),
    codes: &[code::OUT_OF_RANGE],
    ..Call::PLAIN
};

pub(super) const GET: Call = Call {
    path: "/api/Transactions/GetTransactionById",
    title: "Read a transaction",
    says: "Whose it is, where it stands, what was read off the card and which pictures there are; their bytes come \
           from `GetStepImage`.",
    parameters: &[uuid("id", "The transaction.").required()],
    answer: Answer::Data(Shape::Object(&[
        one("transaction", "Transaction", "The transaction."),
        object("transactionItems", ITEMS, "What is in it."),
    ])),
    codes: &[code::NO_SUCH_TRANSACTION],
    ..Call::PLAIN
};

pub(super) const APPROVE: Call = Call {
    path: "/api/Transactions/Approve",
    title: "Approve a transaction",
    says: "Card and face were looked at and found right: the person is verified, with what you read off the card. What \
           the number says of birth and gender must be what the print says. Faces alone need nothing; a passport needs `mrz`, \
           a document of a kind that was asked for `docType`.",
    body: Some(Body {
        properties: &[
            ID,
            object("idFrontData", FRONT, "What the front says."),
            object("idBackData", BACK, "What the back says."),
            text(
                "mrz",
                "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F3104150ZE184226B<<<<<16",
                "The two lines at the foot of a passport, as they stand there; their check digits must be right.",
            )
            .at_most(512),
            text(
                "docType",
                "driving_license",
                "The kind of a document: `national_id`, `passport`, `car_license` or `driving_license`.",
            )
            .at_most(512),
        ],
        example: r#"{"id": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "idFrontData": {"name": "منى أحمد علي", "idNumber": "29801011234567", "address": "12 شارع النيل، القاهرة"}, "idBackData": {"job": "مهندسة", "idExpiry": "2031-05-01"}}"#,
        reads: |body| transaction::read_approve(body).map(drop),
        needs_one_of: false,
    }),
    codes: APPROVE_CODES,
    ..Call::PLAIN
};

pub(super) const REJECT: Call = Call {
    path: "/api/Transactions/Reject",
    title: "Refuse a transaction",
    says: "Card or face were not right. Give a published code, a reason in words, or both; the person may begin anew.",
    body: Some(Body {
        properties: &[
            ID,
            integer(
                "code",
                5_006,
                "What is wrong, as a published code of cards and faces.",
            ),
            text("reason", "The card is torn", "The same in words.").at_most(1_000),
        ],
        example: r#"{"id": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "code": 5006, "reason": "The card is torn"}"#,
        reads: |body| transaction::read_reject(body).map(drop),
        needs_one_of: true,
    }),
    codes: &[
        code::NO_SUCH_TRANSACTION,
        code::NOT_WAITING,
        code::OUT_OF_RANGE,
    ],
    ..Call::PLAIN
};

pub(super) const IMAGES: Call = Call {
    path: "/api/DigitalIdentity/GetUserDigitalIdentityImages",
    title: "Name a person’s pictures",
    says: "The names of the pictures in the transaction that verified a person, else in the newest one: what \
           `GetStepImage` takes.",
    parameters: &[text(
        "emailOrPhoneNumber",
        "+201234567890",
        "The person’s phone or confirmed mailbox.",
    )
    .required()],
    answer: Answer::Data(Shape::Object(&[
        text("idFrontImage", "id-front", "The front.").or_null(),
        text("idBackImage", "id-back", "The back.").or_null(),
        text(
            "livenessImage",
            "liveness",
            "A further picture of the face.",
        )
        .mostly_null(),
        text("livenessFace01Image", "liveness-face-01", "The first face.").or_null(),
        text("livenessFace02Image", "liveness-face-02", "The second.").or_null(),
        text("livenessFace03Image", "liveness-face-03", "The third.").or_null(),
        uuid("transactionId", "The transaction that they are in.").or_null(),
    ])),
    codes: &[code::NO_SUCH_PERSON, code::NOT_A_PHONE, code::NOT_AN_EMAIL],
    ..Call::PLAIN
};

pub(super) const IMAGE: Call = Call {
    path: "/api/DigitalIdentity/GetStepImage",
    title: "Look at a picture",
    says: "The bytes of one picture as Base64, as they were sent. That you looked at it stands in the journal.",
    parameters: &[
        uuid("TransactionId", "The transaction.").required(),
        text("FileName", "id-front", "The picture’s name.").required(),
    ],
    answer: Answer::Data(Shape::Object(&[text(
        "image",
        "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAA",
        "The bytes as Base64.",
    )])),
    codes: &[code::NO_SUCH_TRANSACTION],
    ..Call::PLAIN
};

const ID: Property = uuid("id", "The transaction.").required().at_most(512);

const APPROVE_CODES: &[Code] = &[
    code::NO_SUCH_TRANSACTION,
    code::NOT_WAITING,
    code::ALREADY_VERIFIED,
    code::ID_NUMBER_TAKEN,
    code::BAD_ID_NUMBER,
    code::BAD_BIRTH_DATE,
    code::BAD_GENDER,
    code::BAD_RELEASE_DATE,
    code::BIRTH_DATE_FORMAT,
    code::RELEASE_DATE_FORMAT,
    code::EXPIRY_DATE_FORMAT,
    code::CARD_EXPIRED,
    code::BAD_MRZ,
    code::VALUE_NOT_TAKEN,
];

const FRONT: &[Property] = &[
    text("name", OWNER, "The whole name.")
        .required()
        .at_most(512),
    text("idNumber", NUMBER, "The national number.")
        .required()
        .at_most(64),
    text("first_name", "منى", "The first name.").at_most(512),
    text("last_names", "أحمد علي", "The other names.").at_most(512),
    text(
        "name_english",
        "Mona Ahmed Ali",
        "The whole name in Latin letters.",
    )
    .at_most(512),
    text(
        "first_name_english",
        "Mona",
        "The first name in Latin letters.",
    )
    .at_most(512),
    text(
        "last_names_english",
        "Ahmed Ali",
        "The other names in Latin letters.",
    )
    .at_most(512),
    text("address", "12 شارع النيل، القاهرة", "The address.").at_most(512),
    text("address_1", "12 شارع النيل", "Its first line.").at_most(512),
    text("address_2", "القاهرة", "Its second line.").at_most(512),
    text(
        "address_english",
        "12 Nile Street",
        "The address in Latin letters.",
    )
    .at_most(512),
    text("govern", "القاهرة", "The governorate.").at_most(512),
    text("govern_english", "Cairo", "The same in Latin letters.").at_most(512),
    text(
        "dateOfBirth",
        "1998-01-01",
        "The date of birth; the number says it.",
    )
    .at_most(512),
    text("idKey", "IJ1234567", "The card’s own key number.").at_most(512),
    text(
        "gender",
        "Female",
        "`Female` or `Male`; the number says it.",
    )
    .at_most(512),
];

const BACK: &[Property] = &[
    text("job", "مهندسة", "The occupation.").at_most(512),
    text("jobTitle", "مهندسة أولى", "The occupation’s title.").at_most(512),
    text("releaseDate", "2024-05-01", "When the card was issued.").at_most(512),
    text(
        "idExpiry",
        "2031-05-01",
        "Until when it is valid: not in the past.",
    )
    .at_most(512),
];

const LISTED: [Property; 10] = [
    uuid("id", "The transaction."),
    choice("state", STATES, "Where it stands."),
    choice(
        "purpose",
        &["identity", "presence", "document", "comparison"],
        "What it is for: card and face, faces alone of a known person, another document, or two faces that are compared.",
    ),
    choice("provider", &["manual", "sandbox"], "Who decides."),
    text("fullName", OWNER, "The name on the card, once it was read.").or_null(),
    text("idNumber", NUMBER, "The national number, once it was read.").or_null(),
    text(
        "clientTransactionId",
        "onboarding-1042",
        "The caller’s own name for it.",
    )
    .or_null(),
    integer("creatorUserId", 17, "Whose it is, once that is known.").or_null(),
    moment("creationTime", "When it began."),
    moment("lastModificationTime", "When it last moved."),
];

/// A transaction by itself.
pub(super) const TRANSACTION: &[Property] = &join::<_, 10, 5, 15>(
    LISTED,
    [
        integer("stepsCount", 5, "How many pictures there are."),
        flag(
            "isMatched",
            false,
            "Whether face and card were found to be one person’s.",
        ),
        flag("isVerified", false, "Whether it was approved."),
        integer(
            "rejectionCode",
            5_006,
            "Why it was refused, as a published code.",
        )
        .mostly_null(),
        text("rejectionReason", "The card is torn", "The same in words.").mostly_null(),
    ],
);

const ITEMS: &[Property] = &[
    text("phoneNumber", "+201234567890", "The person’s phone.").or_null(),
    list(
        "digitalIdentityData",
        &Shape::Object(&[
            text("name", "name_check_value", "What."),
            text("value", OWNER, "Its value."),
        ]),
        "What was read off the card, and the name that the caller expects on it.",
    ),
    object(
        "deviceInfo",
        &[
            text("deviceId", "", "Always `null`.").always_null(),
            text("imei", "", "Always `null`.").always_null(),
            text("imsi", "", "Always `null`.").always_null(),
            text("geoLocation", "", "Always `null`.").always_null(),
            text("ipAddress", "203.0.113.7", "From where it began."),
            text("timezone", "", "Always `null`.").always_null(),
            moment("creationTime", "When it began."),
        ],
        "The device that it began on, as far as it is known.",
    ),
    flag(
        "isDigitalIdentityVerified",
        false,
        "Whether the person’s identity is verified now.",
    ),
    list(
        "steps",
        &Shape::Object(&[
            text(
                "fileName",
                "id-front",
                "The picture’s name, for `GetStepImage`.",
            ),
            moment("creationTime", "When it came in."),
            flag(
                "isPassed",
                false,
                "Whether the provider passed it; else a person must look.",
            ),
        ]),
        "Its pictures.",
    ),
];
