//! `DigitalIdentity/…`: mailboxes, forgotten passwords, and what the staff may do with persons, as
//! documented.

use super::{
    Answer, Body, Call, Component, Group,
    contract::USER_PROPERTIES,
    join,
    person::{CODE_REFUSED, EMAIL, EMAIL_CODE, EMAIL_CODE_ID, PASSWORD, PHONE_CODE, PHONE_CODE_ID},
    shape::{Property, Shape, flag, integer, list, moment, text, uuid},
};
use crate::{code, person};

/// Mailboxes, forgotten passwords, and what the staff does with persons.
pub const GROUP: Group = Group {
    name: "Accounts of end users",
    says: "Confirm and change mailboxes, set forgotten passwords, and what the company’s staff may do with persons.",
    calls: &[
        VERIFY_EMAIL,
        UPDATE_EMAIL,
        SEND_EMAIL_CODE,
        CHECK_EMAIL_CODE,
        SEND_PHONE_CODE,
        CHECK_PHONE_CODE,
        RESET,
        GET_USERS,
        CANCEL_FOR_ADMIN,
    ],
    components: &[LISTED_USER],
};

const LISTED_USER: Component = Component {
    name: "ListedUser",
    says: "A person, as the company’s staff sees one.",
    properties: &LISTED,
};

const LISTED: [Property; 14] = join(
    USER_PROPERTIES,
    [
        flag(
            "isEmailConfirmed",
            false,
            "Whether the mailbox is confirmed.",
        ),
        flag(
            "isPhoneNumberConfirmed",
            true,
            "Whether the phone is confirmed.",
        ),
        flag(
            "isDigitalIdentityVerified",
            false,
            "Whether the identity is verified.",
        ),
        flag(
            "isLocked",
            false,
            "Whether wrong passwords keep the person out now.",
        ),
        moment("creationTime", "When the person was registered."),
    ],
);

const EMAIL_STEP: Body = Body {
    properties: &[EMAIL.required(), EMAIL_CODE_ID, EMAIL_CODE],
    example: r#"{"email": "ahmed@example.com", "emailOtpRequestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "emailOtp": "123456"}"#,
    reads: |body| person::read_email_step(body).map(drop),
    needs_one_of: false,
};

const EMAIL_ANSWER: Answer = Answer::Data(Shape::Object(&[
    uuid(
        "emailOtpRequestId",
        "The id of the code that is on its way.",
    )
    .or_null(),
    integer(
        "emailOtpExpireInSeconds",
        300,
        "Life of that code, in seconds.",
    )
    .or_null(),
    text(
        "emailOtp",
        "123456",
        "The code itself, of a sandbox company only.",
    )
    .mostly_null(),
    flag(
        "isEmailConfirmed",
        false,
        "Whether the mailbox is confirmed now.",
    ),
    text("transactionId", "", "Always `null` here; clients read it.").always_null(),
]));

const EMAIL_CODES: [code::Code; 12] = join(CODE_REFUSED, [code::NOT_AN_EMAIL, code::EMAIL_TAKEN]);

const VERIFY_EMAIL: Call = Call {
    path: "/api/DigitalIdentity/VerifyEmail",
    title: "Confirm a registered mailbox",
    says: "For whoever gave a mailbox at registration and has not confirmed it. Without a code it sends one; with \
           `emailOtpRequestId` and `emailOtp` it confirms.",
    body: Some(EMAIL_STEP),
    answer: EMAIL_ANSWER,
    codes: &EMAIL_CODES,
    ..Call::PLAIN
};

const UPDATE_EMAIL: Call = Call {
    path: "/api/DigitalIdentity/UpdateEmailRequest",
    title: "Change one’s mailbox",
    says: "The person who is logged in names another mailbox and receives a code there; shown with the code, the \
           mailbox is changed.",
    body: Some(EMAIL_STEP),
    answer: EMAIL_ANSWER,
    codes: &EMAIL_CODES,
    ..Call::PLAIN
};

const EITHER: Property = text(
    "emailOrPhoneNumber",
    "+201234567890",
    "The phone or mailbox of the person.",
)
.at_most(256);
const ID_NUMBER: Property = text(
    "idNumber",
    "29001011234567",
    "The national ID number, if it is to match.",
)
.at_most(32);
const EMAIL_NAME: Property =
    text("email", "ahmed@example.com", "The same under another name.").at_most(256);
const PHONE_NAME: Property = text(
    "phoneNumber",
    "+201234567890",
    "The same under another name.",
)
.at_most(256);

const RECOVERY_SENT: Answer = Answer::Data(Shape::Object(&[
    integer(
        "userId",
        17,
        "Always `null`: the answer tells nobody who is registered.",
    )
    .always_null(),
    uuid(
        "emailOtpRequestId",
        "The id of the code, where it went to a mailbox.",
    )
    .mostly_null(),
    integer("emailOtpExpireInSeconds", 300, "Its life in seconds.").mostly_null(),
    text(
        "emailOtp",
        "123456",
        "The code itself, of a sandbox company only.",
    )
    .mostly_null(),
    uuid(
        "phoneNumberOtpRequestId",
        "The id of the code, where it went to a phone.",
    )
    .or_null(),
    integer("phoneOtpExpireInSeconds", 300, "Its life in seconds.").or_null(),
    text(
        "phoneNumberOtp",
        "123456",
        "The code itself, of a sandbox company only.",
    )
    .mostly_null(),
]));

const RECOVERY_CODES: [code::Code; 12] =
    join(CODE_REFUSED, [code::NOT_A_PHONE, code::NOT_AN_EMAIL]);

const SEND_EMAIL_CODE: Call = Call {
    path: "/api/DigitalIdentity/ForgetPassword/SendEmailOtp",
    title: "Send a code for a new password",
    says: "Sends a code to the mailbox or phone that is named. The answer is the same whether somebody is registered \
           or not.",
    body: Some(Body {
        properties: &[EITHER.required(), PHONE_NAME, EMAIL_NAME, ID_NUMBER],
        example: r#"{"emailOrPhoneNumber": "+201234567890"}"#,
        reads: |body| person::read_recovery(body).map(drop),
        needs_one_of: false,
    }),
    answer: RECOVERY_SENT,
    codes: &RECOVERY_CODES,
    ..Call::PLAIN
};

const SEND_PHONE_CODE: Call = Call {
    path: "/api/DigitalIdentity/ForgetPasswordByPhone/SendPhoneOtp",
    title: "Send a code for a new password to a phone",
    says: "Sends a code to the phone. The answer is the same whether somebody is registered or not.",
    body: Some(Body {
        properties: &[PHONE_NAME.required(), EITHER, EMAIL_NAME, ID_NUMBER],
        example: r#"{"phoneNumber": "+201234567890"}"#,
        reads: |body| person::read_recovery(body).map(drop),
        needs_one_of: false,
    }),
    answer: RECOVERY_SENT,
    codes: &RECOVERY_CODES,
    ..Call::PLAIN
};

const GRANTED: Answer = Answer::Data(Shape::Object(&[
    integer("userId", 17, "The person’s number, for `Reset`."),
    text(
        "resetCode",
        "q2Nf0hTn4bV0m1cWq9Zs3A",
        "What `Reset` wants, once.",
    ),
]));

const CHECK_EMAIL_CODE: Call = Call {
    path: "/api/DigitalIdentity/ForgetPassword/ValidateEmailOtp",
    title: "Show the mailbox’s code for a new password",
    says: "Exchanges the code for a reset code, which sets a new password once.",
    body: Some(Body {
        properties: &[
            EITHER.required(),
            PHONE_NAME,
            EMAIL_NAME,
            EMAIL_CODE_ID.required(),
            EMAIL_CODE.required(),
        ],
        example: r#"{"emailOrPhoneNumber": "ahmed@example.com", "emailOtpRequestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "emailOtp": "123456"}"#,
        reads: |body| {
            person::read_recovery_check(body, ("emailOtpRequestId", "emailOtp")).map(drop)
        },
        needs_one_of: false,
    }),
    answer: GRANTED,
    codes: &RECOVERY_CODES,
    ..Call::PLAIN
};

const CHECK_PHONE_CODE: Call = Call {
    path: "/api/DigitalIdentity/ForgetPassword/ValidatePhoneOtp",
    aliases: &["/api/DigitalIdentity/ForgetPasswordByPhone/ValidatePhoneOtp"],
    title: "Show the phone’s code for a new password",
    says: "Exchanges the code for a reset code, which sets a new password once. `phoneNumber` does as well as \
           `emailOrPhoneNumber`.",
    body: Some(Body {
        properties: &[
            EITHER.required(),
            PHONE_NAME,
            EMAIL_NAME,
            PHONE_CODE_ID.required(),
            PHONE_CODE.required(),
        ],
        example: r#"{"emailOrPhoneNumber": "+201234567890", "phoneNumberOtpRequestId": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "phoneNumberOtp": "123456"}"#,
        reads: |body| {
            person::read_recovery_check(body, ("phoneNumberOtpRequestId", "phoneNumberOtp"))
                .map(drop)
        },
        needs_one_of: false,
    }),
    answer: GRANTED,
    codes: &RECOVERY_CODES,
    ..Call::PLAIN
};

const RESET: Call = Call {
    path: "/api/DigitalIdentity/ForgetPassword/Reset",
    title: "Set a new password",
    says: "Sets a new password with the reset code, and ends every log-in of the person.",
    body: Some(Body {
        properties: &[
            USER_ID.required(),
            text("resetCode", "q2Nf0hTn4bV0m1cWq9Zs3A", "The reset code.")
                .required()
                .at_most(256),
            PASSWORD.required(),
        ],
        example: r#"{"userId": 17, "resetCode": "q2Nf0hTn4bV0m1cWq9Zs3A", "password": "correct-horse-battery"}"#,
        reads: |body| person::read_reset(body).map(drop),
        needs_one_of: false,
    }),
    codes: &[code::BAD_RESET_CODE, code::WEAK_PASSWORD],
    ..Call::PLAIN
};

const USER_ID: Property = integer("userId", 17, "The person’s number.");

const GET_USERS: Call = Call {
    path: "/api/DigitalIdentity/GetUsers",
    title: "List persons",
    says: "The company’s registered persons, the newest first. Permissions and roles are those of members of staff, \
           who are no persons here: asking for one of them finds nobody.",
    body: Some(Body {
        properties: &[
            text(
                "filter",
                "ahmed",
                "Words of the name, a phone, a mailbox or an ID number.",
            )
            .at_most(256),
            list(
                "permissions",
                &Shape::text("Requests"),
                "Only holders of these permissions.",
            ),
            integer("role", 0, "Only those in this role; 0 is any."),
            text(
                "roleName",
                "user",
                "Only those in this role; `user` is any person.",
            )
            .at_most(64),
            flag(
                "onlyLockedUsers",
                false,
                "Only those whom wrong passwords keep out now.",
            ),
            text(
                "sorting",
                "creationTime desc",
                "`creationTime asc` or `creationTime desc`.",
            )
            .at_most(64),
            integer("maxResultCount", 25, "How many at most, 1 to 1000."),
            integer("skipCount", 0, "How many to leave out first."),
        ],
        example: r#"{"filter": "+201234567890", "maxResultCount": 25, "skipCount": 0}"#,
        reads: |body| person::read_get_users(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::List(Shape::One("ListedUser")),
    codes: &[code::OUT_OF_RANGE],
    ..Call::PLAIN
};

const CANCEL_FOR_ADMIN: Call = Call {
    path: "/api/DigitalIdentity/CancelVerifiedDigitalIdentityForAdmin",
    title: "Withdraw a person’s verified identity",
    says: "The company’s staff withdraws the verified identity of a person. What was read off the card and every \
           picture are erased.",
    body: Some(Body {
        properties: &[USER_ID.required()],
        example: r#"{"userId": 17}"#,
        reads: |body| person::read_user(body).map(drop),
        needs_one_of: false,
    }),
    codes: &[code::NO_SUCH_PERSON, code::NOT_VERIFIED],
    ..Call::PLAIN
};
