//! `BusinessRequest/Approve`, `Reject`, `Void` and `ContractSigner/Sign`, as documented.

use super::{
    Answer, Body, Call, Link, link,
    shape::{Shape, list, text, uuid, value},
};
use crate::{code, contract};

/// What may become of a contract that is listed.
pub const LISTED: &[Link] = &[
    of_first("/api/BusinessRequest/GetContractToPdf"),
    of_first("/api/BusinessRequest/Approve"),
    of_first("/api/BusinessRequest/Reject"),
    of_first("/api/BusinessRequest/Void"),
];

const fn of_first(to: &'static str) -> Link {
    link(to, "id", "$response.body#/data/0/id")
}

/// It may be signed.
pub const APPROVE: Call = Call {
    path: "/api/BusinessRequest/Approve",
    title: "Approve a contract",
    says: "A contract that waits for approval may be signed from now on; its customer gets a message with a link. \
           `requestFields` fills in what only the company fills in, or corrects what was given.",
    body: Some(Body {
        properties: &[
            uuid("id", "The contract’s id.").required().at_most(64),
            list(
                "requestFields",
                &FIELD_VALUE,
                "Values by key. A file is an object of `name` and `content`, the content in Base64.",
            ),
        ],
        example: r#"{"id": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "requestFields": [{"key": "rate", "value": "12.5"}]}"#,
        reads: |body| contract::read_approve(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Flag(true)),
    codes: VALUE_CODES,
    ..Call::PLAIN
};

const FIELD_VALUE: Shape = Shape::Object(&[
    text("key", "rate", "The field’s key.").required(),
    value("value", Shape::FieldValue("12.5"), "Its value."),
]);

const VALUE_CODES: &[code::Code] = &[
    code::NO_SUCH_CONTRACT,
    code::WRONG_STATUS,
    code::REQUIRED,
    code::WRONG_TYPE,
    code::DUPLICATE,
    code::TOO_LONG,
    code::UNKNOWN_FIELD,
    code::NOT_ASKED,
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
];

const REASONED: Body = Body {
    properties: &[
        uuid("id", "The contract’s id.").required().at_most(64),
        text("reason", "Entered twice", "The company’s reason.")
            .required()
            .at_most(1_000),
    ],
    example: r#"{"id": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "reason": "Entered twice"}"#,
    reads: |body| contract::read_reasoned(body).map(drop),
    needs_one_of: false,
};

/// It will not be signed.
pub const REJECT: Call = Call {
    path: "/api/BusinessRequest/Reject",
    title: "Do not approve a contract",
    says: "A contract that waits for approval ends without effect. Its customer is told and can read the reason.",
    body: Some(REASONED),
    answer: Answer::Data(Shape::Flag(true)),
    codes: &[code::NO_SUCH_CONTRACT, code::WRONG_STATUS],
    ..Call::PLAIN
};

/// It is withdrawn.
pub const VOID: Call = Call {
    path: "/api/BusinessRequest/Void",
    title: "Withdraw a contract",
    says: "A contract that is not completed ends without effect, signed or not. Whoever had signed is told.",
    body: Some(REASONED),
    answer: Answer::Data(Shape::Flag(true)),
    codes: &[code::NO_SUCH_CONTRACT, code::WRONG_STATUS],
    ..Call::PLAIN
};

/// The company signs.
pub const SIGN: Call = Call {
    path: "/api/BusinessRequest/ContractSigner/Sign",
    title: "Countersign a contract",
    says: "The caller, whom the contract’s type lists in `contractSigners`, signs for the company once every customer \
           has signed. When all that are listed have signed, the contract is completed: the signature comes into the PDF \
           as a revision of its own, and the customers get the PDF again. Where one who was listed can sign no more, a \
           member whom the type lists by now signs in that place. Where the type has `companySeal` *countersigns*, your \
           company’s electronic seal comes after them by itself; where it lists no member beside that, nobody calls this.",
    body: Some(Body {
        properties: &[uuid("id", "The contract’s id.").required().at_most(64)],
        example: r#"{"id": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11"}"#,
        reads: |body| contract::read_sign(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Flag(true)),
    codes: &[
        code::NO_SUCH_CONTRACT,
        code::NOT_A_CONTRACT_SIGNER,
        code::COUNTERSIGNED,
        code::COUNTERSIGNED_BY_SEAL,
        code::WRONG_STATUS,
    ],
    ..Call::PLAIN
};
