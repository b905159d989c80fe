//! `DigitalIdentity/verify/…`, as documented; the staff's side is in `staff`.

mod document;
mod ocr;
mod shown;
mod staff;

use super::{
    Answer, Body, Call, Component, Group, join,
    shape::{Property, Shape, flag, text, uuid},
};
use crate::{
    code::{self, Code},
    transaction,
};

/// Proving who one is.
pub const GROUP: Group = Group {
    name: "Identity",
    says: "A person hands in pictures of both sides of the ID card, in either order, and of the face last. One \
           transaction ties them together. Who decides is the company’s setting: its staff, or in a sandbox magic \
           inputs; nobody is passed without either.",
    calls: &[
        FRONT,
        BACK,
        FACES,
        document::SCAN,
        document::CHIP,
        ocr::FRONT,
        ocr::BACK,
        ocr::FACES,
        ocr::LINK,
        document::MATCH,
        document::COMPARE,
        document::PASSPORT,
        document::CAR_FRONT,
        document::CAR_BACK,
        document::DRIVING,
        document::CLASSIFY,
        document::SCREEN,
        staff::LIST,
        staff::GET,
        staff::APPROVE,
        staff::REJECT,
        staff::IMAGES,
        staff::IMAGE,
    ],
    components: &[
        Component {
            name: "Verification",
            says: "How far a person’s identity is proved, and by which transaction.",
            properties: shown::VERIFICATION,
        },
        Component {
            name: "Services",
            says: "What a provider found. What nobody looked at stands at the value that claims least.",
            properties: shown::SERVICES,
        },
        Component {
            name: "Transaction",
            says: "One person’s pictures of card and face, and what became of them.",
            properties: staff::TRANSACTION,
        },
        Component {
            name: "IdFrontData",
            says: "What was read off the front of the card.",
            properties: shown::FRONT_DATA,
        },
        Component {
            name: "IdBackData",
            says: "What was read off the back of the card.",
            properties: shown::BACK_DATA,
        },
        Component {
            name: "PassportData",
            says: "What a passport’s machine-readable zone says.",
            properties: document::PASSPORT_DATA,
        },
    ],
};

const TRANSACTION: Property = uuid(
    "transaction_id",
    "The transaction, in any letter case. A new id begins one.",
);
const CLIENT_TRANSACTION: Property = text(
    "client_transaction_id",
    "onboarding-1042",
    "The caller’s own name for the transaction.",
);
const REQUEST: Property = text(
    "request_id",
    "try-1",
    "The caller’s own name for the request.",
);
const EXTRACTED: Property = flag(
    "getExtractedData",
    false,
    "Whether to answer `idFrontData` and `idBackData`, once they are decided on.",
);

const CARD: Body = Body {
    properties: &[
        text(
            "image",
            "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAA",
            "A JPEG or PNG picture as Base64, at most 5 MB and 25 megapixels; `data:…,` before it is taken.",
        )
        .required(),
        text(
            "name_check_value",
            "منى أحمد علي",
            "The name that is expected on the card; whoever decides sees it.",
        )
        .at_most(256),
        TRANSACTION.at_most(256),
        CLIENT_TRANSACTION.at_most(256),
        REQUEST.at_most(256),
        text("country", "EG", "The card’s country: `EG`, the default.").at_most(256),
        EXTRACTED,
    ],
    example: r#"{"image": "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAA", "name_check_value": "منى أحمد علي", "transaction_id": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "country": "EG"}"#,
    reads: |body| transaction::read_card(body).map(drop),
    needs_one_of: false,
};

const FRONT: Call = Call {
    path: "/api/DigitalIdentity/verify/id/front",
    title: "Hand in the front of the ID card",
    says: "Front and back come in either order, even at the same moment; each may be sent again until the faces are in. \
           Without `transaction_id` a transaction begins, whose id is answered. A refusal stands in `error_code` and in \
           `services.Validations.validation_errors`.",
    body: Some(CARD),
    answer: Answer::DataAndServices(Shape::One("Verification")),
    codes: &CARD_CODES,
    ..Call::PLAIN
};

const BACK: Call = Call {
    path: "/api/DigitalIdentity/verify/id/back",
    title: "Hand in the back of the ID card",
    says: "As the front: in either order, under the same `transaction_id`, in a body of at most 16 MiB.",
    body: Some(CARD),
    answer: Answer::DataAndServices(Shape::One("Verification")),
    codes: &CARD_CODES,
    ..Call::PLAIN
};

const FACES: Call = Call {
    path: "/api/DigitalIdentity/verify/liveness/multi",
    title: "Hand in three pictures of the face",
    says: "Comes last and ends the transaction’s collecting: then it is decided, or waits for the company’s staff. Two \
           pictures that are the same are refused; fewer than 500 KB each are enough.",
    body: Some(FACES_BODY),
    answer: Answer::DataAndServices(Shape::One("Verification")),
    codes: &FACE_CODES,
    ..Call::PLAIN
};

const OF_FACES: [Property; 4] = [
    TRANSACTION.required().at_most(256),
    CLIENT_TRANSACTION.at_most(256),
    REQUEST.at_most(256),
    EXTRACTED,
];

/// The pictures of a face.
pub(super) const FACE_PICTURES: [Property; 4] = [
    text(
        "face_1",
        "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAC",
        "The first picture.",
    )
    .required(),
    text(
        "face_2",
        "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAD",
        "The second.",
    )
    .required(),
    text(
        "face_3",
        "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAE",
        "The third.",
    )
    .required(),
    text(
        "image",
        "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAA",
        "A further picture of the face.",
    ),
];

const FACES_BODY: Body = Body {
    properties: &join(FACE_PICTURES, OF_FACES) as &[Property; 8],
    example: r#"{"face_1": "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAC", "face_2": "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAD", "face_3": "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAE", "transaction_id": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "getExtractedData": true}"#,
    reads: |body| transaction::read_faces(body).map(drop),
    needs_one_of: false,
};

const STATES: &[&str] = &["waiting", "collecting", "approved", "refused", "withdrawn"];

/// What was refused by the staff is refused again with their code, whichever picture comes: so both
/// calls answer those of cards and of faces.
const CARD_CODES: [Code; 36] = join::<_, 4, 32, 36>(
    [
        code::NOT_BASE64,
        code::VALUE_NOT_TAKEN,
        code::ALREADY_VERIFIED,
        code::TOO_MANY,
    ],
    FAULTS,
);

/// What a call that takes faces refuses.
pub(super) const FACE_CODES: [Code; 38] = join::<_, 6, 32, 38>(
    [
        code::NOT_BASE64,
        code::CARD_FIRST,
        code::SAME_PICTURE,
        code::ALREADY_VERIFIED,
        code::ID_NUMBER_TAKEN,
        code::TOO_MANY,
    ],
    FAULTS,
);

/// What may be wrong with card, face or picture.
const FAULTS: [Code; 32] = [
    code::LOW_QUALITY,
    code::BAD_ID_NUMBER,
    code::BAD_BIRTH_DATE,
    code::BAD_GOVERNORATE,
    code::BAD_ID_KEY,
    code::BAD_GENDER,
    code::BAD_RELEASE_DATE,
    code::BIRTH_DATE_FORMAT,
    code::RELEASE_DATE_FORMAT,
    code::EXPIRY_DATE_FORMAT,
    code::CARD_EXPIRED,
    code::CARD_NOT_DETECTED,
    code::NO_FACE_ON_CARD,
    code::ID_NUMBER_DIFFERS,
    code::NAME_DIFFERS,
    code::VERIFICATION_FAILED,
    code::UNSUPPORTED_DOCUMENT,
    code::TOO_MANY_BYTES,
    code::TOO_MANY_PIXELS,
    code::BAD_TRANSACTION,
    code::NOT_REAL,
    code::NOT_IN_FOCUS,
    code::OTHER_SIDE,
    code::NOT_READABLE,
    code::FRONT_FAILED,
    code::BACK_FAILED,
    code::SEVERAL_FACES,
    code::NO_FACE,
    code::NO_FACE_IN_ONE,
    code::FACE_UNCLEAR,
    code::FACE_UNCLEAR_IN_ONE,
    code::FACE_MATCH_FAILED,
];
