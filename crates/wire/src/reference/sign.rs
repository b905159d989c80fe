//! `BusinessRequest/CustomerSign/…`, as documented.

use super::{
    Answer, Body, Call, Group, join,
    own_contract::{DEVICE_TIME, LOCATION},
    shape::{Property, Shape, integer, list, object, text, uuid},
    transaction::{FACE_CODES, FACE_PICTURES},
};
use crate::{
    code::{self, Code},
    contract::sign,
};

/// Signing by an app.
pub const GROUP: Group = Group {
    name: "Signing by an app",
    says: "The app of a registered person signs in three steps: a code to the phone, the code typed in, the \
           confirmation. The code is bound to the SHA-256 of the document as it was read. Or it opens a link in a view \
           of the web, where the hosted pages do all of that.",
    calls: &[
        STEP_REQUEST_OTP,
        STEP_REVALIDATE_LIVENESS,
        STEP_VALIDATE_OTP,
        STEP_VALIDATE_PAYMENT,
        DECLINE,
        GENERATE_SIGN_CONTRACT_LINK,
        VIEW_CONTRACT_PDF,
    ],
    components: &[],
};

const HERE: Property = LOCATION.required();
const CONTRACT: Property = uuid("requestId", "The contract’s id.")
    .required()
    .at_most(64);
const TRANSACTION: Property = text(
    "transactionId",
    "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11",
    "Taken and not used.",
)
.at_most(64);
const PAYMENT: Property = text(
    "paymentGateway",
    "0",
    "Taken and not used: nothing is charged.",
)
.at_most(64);

const STEP_REQUEST_OTP: Call = Call {
    path: "/api/BusinessRequest/CustomerSign/StepRequestOtp",
    title: "Ask for the code that signs a contract",
    says: "Sends a code to the person’s phone that signs this contract and the document that \
           `GetBusinessRequestById` shows, and nothing else; the message names the contract’s number and the last four \
           digits of the document’s SHA-256.\n\n\
           A device that is more than 80 km from where the person last logged in signs nothing: the person logs in \
           again from there, which moves that place, or proves to be there by `StepReValidateLiveness`.",
    body: Some(Body {
        properties: &[
            HERE,
            DEVICE_TIME,
            CONTRACT,
            TRANSACTION,
            integer(
                "smsProvider",
                0,
                "The gateway to use; 0 is the company’s default.",
            ),
            list(
                "smsProviders",
                &Shape::Integer(0),
                "The same as a list, or one number.",
            ),
            PAYMENT,
        ],
        example: r#"{"geoLocation": {"latitude": 30.044, "longitude": 31.236}, "userDeviceUtcTime": "2026-11-22T10:15:30.000Z", "requestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11"}"#,
        reads: |body| sign::read_request_otp(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Object(&[
        uuid("otpRequestId", "The id of the code’s request."),
        text(
            "otpCode",
            "123456",
            "The code itself, of a sandbox company only.",
        )
        .mostly_null(),
    ])),
    codes: REFUSED,
    ..Call::PLAIN
};

const STEP_REVALIDATE_LIVENESS: Call = Call {
    path: "/api/BusinessRequest/CustomerSign/StepReValidateLiveness",
    aliases: &["/api/BusinessRequest/CustomerSign/StepRevalidteLiveness"],
    title: "Prove to be there by the face",
    says: "For a verified person who is far from where they last logged in: three pictures of the face. The company’s \
           identity provider decides on them as on a card. Once they are approved, both flags of the answer are `true` \
           and the person may sign within 80 km of `geoLocation` for 24 hours: ask for the code again. Until then both \
           are `false`; the same pictures under the same transaction, sent again, answer what was decided.\n\n\
           The confirmation’s entry in the journal names the transaction. Where the person last logged in is not moved.",
    body: Some(Body {
        properties: &[
            HERE,
            DEVICE_TIME,
            uuid("requestId", "The contract that is to be signed.").at_most(64),
            uuid(
                "transactionId",
                "The transaction of these pictures, in any letter case. A new id begins one, and so does none.",
            )
            .at_most(256),
            object("scanTransaction", &FACE_PICTURES, "The pictures.").required(),
        ],
        example: r#"{"geoLocation": {"latitude": 30.044, "longitude": 31.236}, "userDeviceUtcTime": "2026-11-22T10:15:30.000Z", "requestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "scanTransaction": {"face_1": "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAC", "face_2": "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAD", "face_3": "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAAAAAAAE"}}"#,
        reads: |body| sign::read_revalidate(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::DataAndServices(Shape::One("Verification")),
    codes: &join(
        [
            code::NO_SUCH_CONTRACT,
            code::IDENTITY_NEEDED,
            code::NOT_A_MOMENT,
            code::OUT_OF_RANGE,
        ],
        FACE_CODES,
    ) as &[Code; 42],
    ..Call::PLAIN
};

const STEP_VALIDATE_OTP: Call = Call {
    path: "/api/BusinessRequest/CustomerSign/StepValidateOtp",
    title: "Show the code that signs a contract",
    says: "Judges the code. One that is right allows `StepValidatePayment` for 30 minutes; a wrong one is counted. \
           `data` is the address of a page to pay on; nothing is charged, so it is the empty text.",
    body: Some(Body {
        properties: &[
            HERE,
            DEVICE_TIME,
            CONTRACT,
            uuid("otpRequestId", "The id that came with the code.")
                .required()
                .at_most(64),
            text("otpCode", "123456", "The code that the phone received.")
                .required()
                .at_most(64),
            TRANSACTION,
            PAYMENT,
        ],
        example: r#"{"geoLocation": {"latitude": 30.044, "longitude": 31.236}, "userDeviceUtcTime": "2026-11-22T10:15:30.000Z", "requestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "otpRequestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a12", "otpCode": "123456"}"#,
        reads: |body| sign::read_validate_otp(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::text("")),
    codes: REFUSED,
    ..Call::PLAIN
};

const STEP_VALIDATE_PAYMENT: Call = Call {
    path: "/api/BusinessRequest/CustomerSign/StepValidatePayment",
    title: "Confirm a contract",
    says: "The last step, needed even where nothing is charged: with a code that was accepted, the person’s \
           confirmation is stored and the contract is *Customer Signed*; the seal follows by itself. `data` is the \
           contract’s new status. Sent again, it signs nothing more and answers the same.",
    body: Some(Body {
        properties: &[HERE, DEVICE_TIME, CONTRACT],
        example: r#"{"geoLocation": {"latitude": 30.044, "longitude": 31.236}, "userDeviceUtcTime": "2026-11-22T10:15:30.000Z", "requestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11"}"#,
        reads: |body| sign::read_step(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::text("Customer Signed")),
    codes: REFUSED,
    ..Call::PLAIN
};

const DECLINE: Call = Call {
    path: "/api/BusinessRequest/CustomerSign/Decline",
    title: "Decline a contract",
    says: "The person will not sign, as by *Decline* on the hosted pages: the contract ends as *Rejected* with the \
           reason `Declined`, unless enough others may still sign it, and whoever had signed is told. It is possible \
           until the person has signed, and asks for neither a code nor a place. Sent again, it answers the same and \
           the first reason stands.",
    body: Some(Body {
        properties: &[
            CONTRACT,
            text("reason", "Too expensive", "The person’s own words.").at_most(1_000),
            LOCATION,
            DEVICE_TIME,
        ],
        example: r#"{"requestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "reason": "Too expensive"}"#,
        reads: |body| sign::read_decline(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Flag(true)),
    codes: &[
        code::NO_SUCH_CONTRACT,
        code::WRONG_STATUS,
        code::NOT_A_MOMENT,
        code::OUT_OF_RANGE,
    ],
    ..Call::PLAIN
};

const GENERATE_SIGN_CONTRACT_LINK: Call = Call {
    path: "/api/BusinessRequest/GenerateSignContractLink",
    title: "Get a link for signing",
    says: "`data` is an address for a view of the web inside the app: it leads to the hosted pages, on which the person \
           proves the phone, reads the very pages that will be sealed and signs by a code. It works for 30 minutes, and \
           no longer once the session is given a new link. Whoever holds it proves nothing by that. The rules are those \
           of `StepRequestOtp`, the 80 km too.",
    body: Some(Body {
        properties: &[HERE, DEVICE_TIME, CONTRACT],
        example: r#"{"geoLocation": {"latitude": 30.044, "longitude": 31.236}, "userDeviceUtcTime": "2026-11-22T10:15:30.000Z", "requestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11"}"#,
        reads: |body| sign::read_step(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::text(
        "https://contracts.example.com/sign?RequestId=019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11&SecurityHash=AZqzwV8KfD6dVQ8vbxwqEZ2Z",
    )),
    codes: &[
        code::NO_SUCH_CONTRACT,
        code::WRONG_STATUS,
        code::IDENTITY_NEEDED,
        code::EMAIL_NEEDED,
        code::LOCATION_CHANGED,
        code::NOT_A_MOMENT,
        code::OUT_OF_RANGE,
    ],
    ..Call::PLAIN
};

const VIEW_CONTRACT_PDF: Call = Call {
    path: "/api/BusinessRequest/ViewContractPdf",
    title: "View the PDF of a contract that is being signed",
    says: "With both parameters of the address that `GenerateSignContractLink` gave: `data` is an address that gives \
           the newest PDF, the sealed one once there is one, for five minutes and no longer than the hash is good. With \
           `Accept: application/pdf` the answer is the PDF itself.",
    parameters: &[
        uuid("RequestId", "The contract’s id.").required(),
        text(
            "SecurityHash",
            "AZqzwV8KfD6dVQ8vbxwqEZ2Z",
            "The hash of the link.",
        )
        .required(),
    ],
    answer: Answer::DataOrFile(
        Shape::text("https://contracts.example.com/download/AZqzwV8KfD6dVQ8vbxwqEZ2Z"),
        "application/pdf",
    ),
    codes: &[
        code::NO_SUCH_CONTRACT,
        code::SIGN_LINK_EXPIRED,
        code::PDF_NOT_READY,
    ],
    ..Call::PLAIN
};

const REFUSED: &[Code] = &[
    code::NO_SUCH_CONTRACT,
    code::WRONG_STATUS,
    code::IDENTITY_NEEDED,
    code::EMAIL_NEEDED,
    code::LOCATION_CHANGED,
    code::UNDER_AGE,
    code::IDENTITY_DIFFERS,
    code::WRONG_CODE,
    code::CODE_EXPIRED,
    code::CODE_EXHAUSTED,
    code::CODE_TOO_SOON,
    code::CODES_LOCKED,
    code::NO_CODE,
    code::TOO_MANY,
    code::SMS_COUNTRY,
    code::SMS_DAILY_CAP,
    code::SMS_PUMPING,
    code::NOT_A_MOMENT,
    code::OUT_OF_RANGE,
];
