//! `/v1/ocr/…` as far as pictures are handed in there, and `LinkUserWithExistingTransaction`, as
//! documented.

use super::{CARD, CARD_CODES, CLIENT_TRANSACTION, FACE_CODES, FACES_BODY, REQUEST, STATES};
use crate::{
    code,
    reference::{
        Answer, Body, Call, join,
        shape::{Property, Shape, choice, flag, one, uuid},
    },
    transaction,
};

pub(super) const FRONT: Call = Call {
    path: "/v1/ocr/id/front",
    title: "Hand in a front before there is a user",
    says: "As `verify/id/front`, for an app whose person has no token yet: the transaction is nobody’s until \
           `LinkUserWithExistingTransaction`. Whoever knows its id may link it, so let it be drawn or draw it at random. \
           After seven days without a link it is forgotten. A person’s token may be sent.",
    body: Some(CARD),
    answer: Answer::DataAndServices(Shape::Object(&DATA)),
    codes: &join::<_, 36, 1, 37>(CARD_CODES, [code::BAD_BEARER]),
    ..Call::PLAIN
};

pub(super) const BACK: Call = Call {
    path: "/v1/ocr/id/back",
    title: "Hand in a back before there is a user",
    says: "As `verify/id/back`, in a transaction that is nobody’s yet.",
    body: Some(CARD),
    answer: Answer::DataAndServices(Shape::Object(&DATA)),
    codes: &join::<_, 36, 1, 37>(CARD_CODES, [code::BAD_BEARER]),
    ..Call::PLAIN
};

pub(super) const FACES: Call = Call {
    path: "/v1/ocr/liveness/multi",
    title: "Hand in faces before there is a user",
    says: "As `verify/liveness/multi`, in a transaction that is nobody’s yet. `state` says whether anything is decided. \
           Once the transaction is a person’s, the same call with its `Idempotency-Key` again still says `approved`, without \
           what was read.",
    body: Some(FACES_BODY),
    answer: Answer::DataAndServices(Shape::Object(&FACES_DATA)),
    codes: &join::<_, 38, 1, 39>(FACE_CODES, [code::BAD_BEARER]),
    ..Call::PLAIN
};

pub(super) const LINK: Call = Call {
    path: "/api/DigitalIdentity/LinkUserWithExistingTransaction",
    title: "Make a transaction the person’s",
    says: "A transaction of `/v1/ocr` becomes that of the person who is logged in; what was decided on it holds for the \
           person. It can be linked once; asked again by the same person, it answers how the transaction stands, refused by the staff with their code.",
    body: Some(Body {
        properties: &[
            uuid("transactionId", "The transaction.")
                .required()
                .at_most(256),
            flag(
                "getExtractedData",
                true,
                "Whether to answer `idFrontData` and `idBackData`, once they are decided on.",
            ),
        ],
        example: r#"{"transactionId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "getExtractedData": true}"#,
        reads: |body| transaction::read_link(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::DataAndServices(Shape::One("Verification")),
    codes: &FACE_CODES,
    ..Call::PLAIN
};

const DATA: [Property; 6] = [
    one(
        "idFrontData",
        "IdFrontData",
        "What was read, where it was asked for and is decided on.",
    )
    .mostly_null(),
    one("idBackData", "IdBackData", "The same of the back.").mostly_null(),
    choice(
        "state",
        STATES,
        "Where the transaction stands: until it is `approved` or `refused`, nothing is decided.",
    )
    .or_null(),
    uuid("transaction_id", "The transaction, for the next call.").or_null(),
    REQUEST.or_null(),
    CLIENT_TRANSACTION.or_null(),
];

const FACES_DATA: [Property; 7] = join(
    DATA,
    [flag(
        "isMatched",
        false,
        "Whether the face was found to be the card holder’s.",
    )],
);
