//! Other documents, faces that are compared, a passport's chip, lists of names, as documented.

mod shown;

pub(super) use shown::PASSPORT_DATA;

use super::{CLIENT_TRANSACTION, EXTRACTED, REQUEST, TRANSACTION};
use crate::{
    code::{self, Code},
    reference::{
        Answer, Body, Call, join,
        shape::{Property, Shape, flag, text, uuid},
    },
    transaction::document as wire,
};
use shown::{CHIP_DATA, COMPARED, DATA, MATCHED, NAMES, SCANNED};

pub(super) const SCAN: Call = Call {
    path: "/api/DigitalIdentity/verify/passport/scan",
    title: "Hand in a picture of a passport",
    says: "Makes a transaction of its own, which the company’s provider decides on; a passport verifies nobody’s \
           identity. Send the same picture again to hear what was decided.",
    body: Some(DOCUMENT),
    answer: Answer::DataAndServices(Shape::Object(&SCANNED)),
    codes: &DOCUMENT_CODES,
    ..Call::PLAIN
};

pub(super) const CHIP: Call = Call {
    path: "/api/DigitalIdentity/verify/passport/nfc",
    title: "Read a passport’s chip",
    says: "Reads the machine-readable zone out of what an app read off the chip, and keeps nothing. Whether the issuing \
           state signed it is not checked in this version: then `isValid` is `false`, `failedStep` says `signature`, and \
           nobody vouches for the name. In a sandbox `sod_base64` takes a magic input.",
    body: Some(Body {
        properties: &[
            text(
                "dg1_base64",
                DG1,
                "DG1, the machine-readable zone, as Base64.",
            )
            .required(),
            text(
                "dg2_base64",
                "dQA=",
                "DG2, the portrait, as Base64; it is not looked at.",
            )
            .required(),
            text(
                "sod_base64",
                "dwA=",
                "The document’s security object as Base64.",
            )
            .required(),
            text(
                "auth_type",
                "PACE",
                "How the app spoke to the chip; nothing follows from it.",
            )
            .at_most(256),
            TRANSACTION.at_most(256),
            CLIENT_TRANSACTION.at_most(256),
            REQUEST.at_most(256),
            EXTRACTED,
        ],
        example: CHIP_EXAMPLE,
        reads: |body| wire::read_chip(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::DataAndServices(Shape::Object(&CHIP_DATA)),
    codes: &DOCUMENT_CODES,
    ..Call::PLAIN
};

pub(super) const PASSPORT: Call = Call {
    path: "/v1/ocr/passport",
    title: "Hand in a passport before there is a user",
    says: "As `verify/passport/scan`, without a person’s token. What the passport says stands in `passportData` once it is \
           decided on and `getExtractedData` asks for it.",
    ..ONE
};

pub(super) const CAR_FRONT: Call = Call {
    path: "/v1/ocr/car/license/front",
    title: "Hand in the front of a car licence",
    says: "Makes a transaction of its own; the company’s provider decides whether the licence is a real one. Nothing is \
           read off it in this version.",
    ..ONE
};

pub(super) const CAR_BACK: Call = Call {
    path: "/v1/ocr/car/license/back",
    title: "Hand in the back of a car licence",
    says: "As the front, in a transaction of its own; `client_transaction_id` tells which belong together.",
    ..ONE
};

pub(super) const DRIVING: Call = Call {
    path: "/v1/ocr/driving/license",
    title: "Hand in a driving licence",
    says: "Makes a transaction of its own; the company’s provider decides whether the licence is a real one. Nothing is \
           read off it in this version.",
    ..ONE
};

pub(super) const CLASSIFY: Call = Call {
    path: "/v1/ocr/classification",
    title: "Ask for the kind of a document",
    says: "`services.classification.doc_type` is `null` until the company’s provider has decided: `national_id`, \
           `passport`, `car_license` or `driving_license`.",
    ..ONE
};

/// A call of one document, to be named.
const ONE: Call = Call {
    body: Some(DOCUMENT),
    answer: Answer::DataAndServices(Shape::Object(&DATA)),
    codes: &OCR_CODES,
    ..Call::PLAIN
};

pub(super) const MATCH: Call = Call {
    path: "/v1/ocr/face/match",
    title: "Compare a face with the card’s",
    says: "Needs the front of an ID card in the same transaction, which still collects pictures; the face joins them. With \
           the manual provider `isMatched` is `false` until the whole transaction is approved.",
    body: Some(Body {
        properties: &[
            IMAGE,
            TRANSACTION.at_most(256),
            CLIENT_TRANSACTION.at_most(256),
            REQUEST.at_most(256),
            EXTRACTED,
        ],
        ..DOCUMENT
    }),
    answer: Answer::DataAndServices(Shape::Object(&MATCHED)),
    codes: &join::<_, 31, 2, 33>(OCR_CODES, [code::CARD_FIRST, code::ALREADY_VERIFIED]),
    ..Call::PLAIN
};

pub(super) const COMPARE: Call = Call {
    path: "/v1/ocr/face/compare",
    title: "Compare two faces",
    says: "Makes a transaction of its own. `isMatched` is `false` until the company’s provider has found both to be one \
           person’s; the same picture twice is refused.",
    body: Some(Body {
        properties: &[
            text("face_image1", PICTURE, "The first face.").required(),
            text("face_image2", OTHER_PICTURE, "The second.").required(),
            TRANSACTION.at_most(256),
            CLIENT_TRANSACTION.at_most(256),
            REQUEST.at_most(256),
            EXTRACTED,
        ],
        example: r#"{"face_image1": "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAA", "face_image2": "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAB"}"#,
        reads: |body| wire::read_compare(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::DataAndServices(Shape::Object(&COMPARED)),
    codes: &join::<_, 31, 1, 32>(OCR_CODES, [code::SAME_PICTURE]),
    ..Call::PLAIN
};

pub(super) const SCREEN: Call = Call {
    path: "/v1/ocr/aml/validate",
    title: "Look a person up on lists of sanctions",
    says: "No list is asked in this version, and nobody is cleared without one: the answer is 4005. A sandbox answers as \
           its magic input in `name` says. Nothing is kept.",
    body: Some(Body {
        properties: &[
            text("idNumber", super::shown::NUMBER, "The national number.")
                .required()
                .at_most(256),
            text("name", super::shown::OWNER, "The whole name.")
                .required()
                .at_most(1_024),
            text("dateOfBirth", "1998-01-01", "The date of birth.").at_most(256),
            TRANSACTION.at_most(256),
            CLIENT_TRANSACTION.at_most(256),
            REQUEST.at_most(256),
            EXTRACTED,
        ],
        example: r#"{"idNumber": "29801011234567", "name": "منى أحمد علي", "dateOfBirth": "1998-01-01"}"#,
        reads: |body| wire::read_screen(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::DataAndServices(Shape::Object(&NAMES)),
    codes: &[
        code::SERVICE_DISABLED,
        code::BAD_TRANSACTION,
        code::BAD_BEARER,
    ],
    ..Call::PLAIN
};

const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAA";
const OTHER_PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAB";
const IMAGE: Property = text(
    "image",
    PICTURE,
    "A JPEG or PNG picture as Base64, at most 5 MB and 25 megapixels; `data:…,` before it is taken.",
)
.required();

const DOCUMENT: Body = Body {
    properties: &[
        IMAGE,
        uuid(
            "transaction_id",
            "A new id for the transaction; one that holds another picture is refused.",
        )
        .at_most(256),
        CLIENT_TRANSACTION.at_most(256),
        REQUEST.at_most(256),
        flag(
            "getExtractedData",
            true,
            "Whether to answer what a passport says, once it is decided on.",
        ),
    ],
    example: r#"{"image": "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAA", "client_transaction_id": "onboarding-1042"}"#,
    reads: |body| wire::read_document(body).map(drop),
    needs_one_of: false,
};

/// The specimen of ICAO Doc 9303-4, appendix A.
const DG1: &str = "YVtfH1hQPFVUT0VSSUtTU09OPDxBTk5BPE1BUklBPDw8PDw8PDw8PDw8PDw8PDw8PEw4OTg5MDJDMzZVVE83NDA4MTIyRjEyMDQxNTlaRTE4NDIyNkI8PDw8PDEw";
const CHIP_EXAMPLE: &str = r#"{"dg1_base64": "YVtfH1hQPFVUT0VSSUtTU09OPDxBTk5BPE1BUklBPDw8PDw8PDw8PDw8PDw8PDw8PEw4OTg5MDJDMzZVVE83NDA4MTIyRjEyMDQxNTlaRTE4NDIyNkI8PDw8PDEw", "dg2_base64": "dQA=", "sod_base64": "dwA=", "auth_type": "PACE"}"#;

/// What a picture of a document may be refused with, by a provider or by the staff.
const DOCUMENT_CODES: [Code; 30] = [
    code::NOT_BASE64,
    code::TOO_MANY,
    code::LOW_QUALITY,
    code::BAD_BIRTH_DATE,
    code::BAD_GENDER,
    code::BAD_RELEASE_DATE,
    code::BIRTH_DATE_FORMAT,
    code::RELEASE_DATE_FORMAT,
    code::EXPIRY_DATE_FORMAT,
    code::CARD_EXPIRED,
    code::CARD_NOT_DETECTED,
    code::BAD_MRZ,
    code::SEVERAL_FACES,
    code::NO_FACE,
    code::FACE_UNCLEAR,
    code::VERIFICATION_FAILED,
    code::UNSUPPORTED_DOCUMENT,
    code::TOO_MANY_BYTES,
    code::TOO_MANY_PIXELS,
    code::BAD_TRANSACTION,
    code::NOT_REAL,
    code::NOT_IN_FOCUS,
    code::OTHER_SIDE,
    code::NOT_READABLE,
    code::CAR_BACK_FAILED,
    code::CAR_FRONT_FAILED,
    code::DRIVING_FAILED,
    code::PASSPORT_FAILED,
    code::FACE_MATCH_FAILED,
    code::NAME_DIFFERS,
];

const OCR_CODES: [Code; 31] = join::<_, 30, 1, 31>(DOCUMENT_CODES, [code::BAD_BEARER]);
