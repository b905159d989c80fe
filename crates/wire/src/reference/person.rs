//! `DigitalIdentity/…`: registered persons, as documented.

use super::{
    Answer, Body, Call, Component, Group,
    id_token::{STEP_VERIFY_ID_TOKEN, VERIFY_ID_TOKEN},
    join,
    shape::{Property, Shape, flag, integer, list, number, object, one, text, uuid},
};
use crate::{code, person};

/// End users.
pub const GROUP: Group = Group {
    name: "End users",
    says: "Registration, log-in and the verified identity of the company’s customers. Apps call these with a \
           publishable key.",
    calls: &[
        CHECK_EXISTENCE,
        STEP_VERIFY_PHONE,
        STEP_VERIFY_EMAIL,
        STEP_VERIFY_ID_TOKEN,
        VERIFY_ID_TOKEN,
        REGISTER,
        LOGIN,
        CANCEL_IDENTITY,
    ],
    components: &[Component {
        name: "Registration",
        says: "How far a registration or log-in has come.",
        properties: &REGISTRATION,
    }],
};

pub(super) const PHONE: Property =
    text("phoneNumber", "+201234567890", "The phone; E.164 is best.").at_most(64);
pub(super) const EMAIL: Property = text("email", "ahmed@example.com", "The mailbox.").at_most(256);
pub(super) const PASSWORD: Property = text(
    "password",
    "correct-horse-battery",
    "The password, if there is to be one.",
)
.at_most(256);
const DEVICE: Property = text("imei", "8f2c1b7a", "The device’s name for itself.").at_most(256);
const KEY: Property = text(
    "userPublicKey",
    "",
    "An RSA key of at least 2048 bits, under which `encryptedAccessToken` is given.",
)
.at_most(8_192);
pub(super) const PHONE_CODE_ID: Property =
    uuid("phoneNumberOtpRequestId", "The id that came with the code.").at_most(64);
pub(super) const PHONE_CODE: Property = text(
    "phoneNumberOtp",
    "123456",
    "The code that the phone received.",
)
.at_most(64);
pub(super) const EMAIL_CODE_ID: Property =
    uuid("emailOtpRequestId", "The id that came with the code.").at_most(64);
pub(super) const EMAIL_CODE: Property =
    text("emailOtp", "123456", "The code that the mailbox received.").at_most(64);
const SMS_PROVIDER: Property = integer(
    "smsProvider",
    0,
    "The gateway to use: 0 is the company’s default, 1 infobip, 2 vodafone, 3 Cequens, 4 victoryLink.",
);
const SMS_PROVIDERS: Property = list(
    "smsProviders",
    &Shape::Integer(0),
    "The same as a list, or one number.",
);
const LOCATION: Property = object(
    "geoLocation",
    &[
        number("latitude", 30.044, "Degrees north.").required(),
        number("longitude", 31.236, "Degrees east.").required(),
    ],
    "Where the device is.",
);

const REGISTRATION: [Property; 14] = [
    flag(
        "isEmailConfirmationRequired",
        false,
        "Whether the company wants a confirmed mailbox.",
    ),
    flag(
        "isEmailConfirmed",
        false,
        "Whether the mailbox is confirmed.",
    ),
    flag(
        "isPhoneNumberConfirmationRequired",
        true,
        "Whether the phone must be confirmed.",
    ),
    flag(
        "isPhoneNumberConfirmed",
        true,
        "Whether the phone is confirmed.",
    ),
    text(
        "phoneNumberOtp",
        "123456",
        "The code itself, of a sandbox company only.",
    )
    .mostly_null(),
    uuid(
        "phoneNumberOtpRequestId",
        "The id of the code that is on its way to the phone.",
    )
    .or_null(),
    flag(
        "isDigitalIdentityVerified",
        false,
        "Whether the identity is verified.",
    ),
    text(
        "accessToken",
        "eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "The access token, once all is proved.",
    )
    .or_null(),
    text(
        "encryptedAccessToken",
        super::ENCRYPTED_TOKEN,
        "The same under `userPublicKey`, where one was given.",
    )
    .mostly_null(),
    integer(
        "expireInSeconds",
        86_400,
        "Life of the access token, in seconds.",
    )
    .or_null(),
    text(
        "refreshToken",
        "mr_q2Nf0hTn4bV0m1cWq9Zs3A",
        "The refresh token; it can be used once.",
    )
    .or_null(),
    text("userName", "+201234567890", "What the person logs in with.").or_null(),
    text(
        "userFullName",
        "Ahmed Mohamed",
        "The name on the identity card, once read.",
    )
    .mostly_null(),
    one("user", "User", "The person, once known.").or_null(),
];

const EMAIL_STEP_ANSWER: [Property; 16] = join(
    REGISTRATION,
    [
        uuid(
            "emailOtpRequestId",
            "The id of the code that is on its way to the mailbox.",
        )
        .or_null(),
        text(
            "emailOtp",
            "123456",
            "The code itself, of a sandbox company only.",
        )
        .mostly_null(),
    ],
);

const LOGIN_ANSWER: [Property; 18] = join(
    REGISTRATION,
    [
        flag(
            "hasPendingRequest",
            false,
            "Whether a contract of this person waits for something.",
        ),
        integer(
            "phoneOtpExpireInSeconds",
            300,
            "Life of the code that was sent, in seconds.",
        )
        .or_null(),
        text("transactionId", "", "Always `null` here; clients read it.").always_null(),
        text("redirectUri", "", "Always `null` here; clients read it.").always_null(),
    ],
);

/// What a code that is sent or shown may be refused with.
pub(super) const CODE_REFUSED: [code::Code; 10] = [
    code::WRONG_CODE,
    code::CODE_EXPIRED,
    code::CODE_EXHAUSTED,
    code::CODE_TOO_SOON,
    code::CODES_LOCKED,
    code::NO_CODE,
    code::SMS_COUNTRY,
    code::SMS_DAILY_CAP,
    code::SMS_PUMPING,
    code::TOO_MANY,
];

const CHECK_EXISTENCE: Call = Call {
    path: "/api/DigitalIdentity/CheckExistenceOfEmailOrPhone",
    title: "Ask whether a phone or mailbox is registered",
    says: "Looks within this company only. One of the two is required. How often it may be asked is limited for each \
           key and address; `Retry-After` says when to ask again.",
    body: Some(Body {
        properties: &[PHONE, EMAIL],
        example: r#"{"phoneNumber": "+201234567890"}"#,
        reads: |body| person::read_existence(body).map(drop),
        needs_one_of: true,
    }),
    answer: Answer::Data(Shape::Object(&[flag(
        "exists",
        false,
        "Whether somebody is registered with it.",
    )])),
    codes: &[
        code::NO_CONTACT,
        code::NOT_A_PHONE,
        code::NOT_AN_EMAIL,
        code::TOO_MANY,
    ],
    ..Call::PLAIN
};

const STEP_VERIFY_PHONE: Call = Call {
    path: "/api/DigitalIdentity/Register/StepVerifyPhone",
    title: "Prove a phone before registering",
    says: "Without a code it sends one: six digits, valid for five minutes. With `phoneNumberOtpRequestId` and \
           `phoneNumberOtp` it checks it; the same pair is then shown to `Register`.",
    body: Some(Body {
        properties: &[
            PHONE.required(),
            PHONE_CODE_ID,
            PHONE_CODE,
            SMS_PROVIDER,
            SMS_PROVIDERS,
        ],
        example: r#"{"phoneNumber": "+201234567890", "phoneNumberOtpRequestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "phoneNumberOtp": "123456"}"#,
        reads: |body| person::read_phone_step(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::One("Registration")),
    codes: &join::<_, 10, 3, 13>(
        CODE_REFUSED,
        [code::NOT_A_PHONE, code::PHONE_TAKEN, code::OUT_OF_RANGE],
    ),
    ..Call::PLAIN
};

const STEP_VERIFY_EMAIL: Call = Call {
    path: "/api/DigitalIdentity/Register/StepVerifyEmail",
    title: "Prove a mailbox before registering",
    says: "Without a code it sends one; with `emailOtpRequestId` and `emailOtp` it checks it.",
    body: Some(Body {
        properties: &[EMAIL.required(), EMAIL_CODE_ID, EMAIL_CODE],
        example: r#"{"email": "ahmed@example.com", "emailOtpRequestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "emailOtp": "123456"}"#,
        reads: |body| person::read_email_step(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Object(&EMAIL_STEP_ANSWER)),
    codes: &join::<_, 10, 2, 12>(CODE_REFUSED, [code::NOT_AN_EMAIL, code::EMAIL_TAKEN]),
    ..Call::PLAIN
};

const REGISTER: Call = Call {
    path: "/api/DigitalIdentity/Register",
    aliases: &["/api/DigitalIdentity/Register/StepCreate"],
    title: "Register a person",
    says: "Needs the code that proved the phone, and that of the mailbox where one is given. The answer carries the \
           person’s tokens.",
    body: Some(Body {
        properties: &[
            PHONE.required(),
            PHONE_CODE_ID.required(),
            PHONE_CODE.required(),
            EMAIL,
            EMAIL_CODE_ID,
            EMAIL_CODE,
            uuid(
                "oAuthTokenVerificationRequestId",
                "The proof of the mailbox by Google or Microsoft, instead of a code.",
            )
            .at_most(64),
            PASSWORD,
            LOCATION,
            DEVICE,
            KEY,
        ],
        example: r#"{"phoneNumber": "+201234567890", "phoneNumberOtpRequestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "phoneNumberOtp": "123456",
 "email": "ahmed@example.com", "emailOtpRequestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a12", "emailOtp": "123456",
 "password": "correct-horse-battery", "geoLocation": {"latitude": 30.044, "longitude": 31.236}, "imei": "8f2c1b7a"}"#,
        reads: |body| person::read_register(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::One("Registration")),
    codes: &join::<_, 10, 8, 18>(
        CODE_REFUSED,
        [
            code::NOT_A_PHONE,
            code::NOT_AN_EMAIL,
            code::PHONE_TAKEN,
            code::EMAIL_TAKEN,
            code::WEAK_PASSWORD,
            code::BAD_PUBLIC_KEY,
            code::OUT_OF_RANGE,
            code::BAD_EMAIL_PROOF,
        ],
    ),
    ..Call::PLAIN
};

const LOGIN: Call = Call {
    path: "/api/DigitalIdentity/Login",
    title: "Log a person in",
    says: "A device that was not seen before proves the phone by a code: the first call sends it and gives no token, \
           the second shows it. A known device may show the right password instead.",
    body: Some(Body {
        properties: &[
            PHONE.required(),
            PASSWORD,
            LOCATION,
            DEVICE,
            text("imsi", "", "The SIM card’s name; it is not used.").at_most(256),
            PHONE_CODE_ID,
            PHONE_CODE,
            flag(
                "isPhone2FAEnabled",
                false,
                "Whether a code is wanted even from a known device.",
            ),
            SMS_PROVIDER,
            SMS_PROVIDERS,
            KEY,
        ],
        example: r#"{"phoneNumber": "+201234567890", "password": "correct-horse-battery", "imei": "8f2c1b7a",
 "geoLocation": {"latitude": 30.044, "longitude": 31.236},
 "phoneNumberOtpRequestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "phoneNumberOtp": "123456"}"#,
        reads: |body| person::read_login(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Object(&LOGIN_ANSWER)),
    codes: &join::<_, 10, 5, 15>(
        CODE_REFUSED,
        [
            code::NOT_A_PHONE,
            code::WRONG_LOGIN,
            code::LOCKED_OUT,
            code::BAD_PUBLIC_KEY,
            code::OUT_OF_RANGE,
        ],
    ),
    ..Call::PLAIN
};

const CANCEL_IDENTITY: Call = Call {
    path: "/api/DigitalIdentity/CancelVerifiedDigitalIdentity",
    title: "Withdraw one’s verified identity",
    says: "The person who is logged in withdraws the verified identity. What was read off the card and every picture \
           are erased. The body is empty.",
    codes: &[code::NO_SUCH_PERSON, code::NOT_VERIFIED],
    ..Call::PLAIN
};
