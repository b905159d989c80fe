//! ID tokens of Google and Microsoft as proofs of a mailbox, as documented.

use super::{
    Answer, Body, Call,
    shape::{Shape, choice, flag, text, uuid},
};
use crate::{code, person};

const ID_TOKEN_BODY: Body = Body {
    properties: &[
        choice("provider", &["Google", "Microsoft"], "Whose token it is.").required(),
        text(
            "IdToken",
            "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
            "The OIDC ID token.",
        )
        .required()
        .at_most(16_384),
        text("nonce", "", "What the token must repeat.").at_most(512),
    ],
    example: r#"{"provider": "Google", "IdToken": "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"}"#,
    reads: |body| person::read_id_token(body).map(drop),
    needs_one_of: false,
};

const ID_TOKEN_ANSWER: Answer = Answer::Data(Shape::Object(&[
    uuid(
        "oAuthTokenVerificationRequestId",
        "Shown at registration as the proof of the mailbox.",
    )
    .or_null(),
    flag("isVerified", true, "Whether the token proves a mailbox."),
    text(
        "validationResult",
        "Valid",
        "`Valid`, or what is wrong with the token.",
    ),
    text("email", "ahmed@example.com", "The mailbox that it proves.").or_null(),
]));

/// Before registration.
pub(super) const STEP_VERIFY_ID_TOKEN: Call = Call {
    path: "/api/DigitalIdentity/Register/StepVerifyOAuthToken",
    title: "Prove a mailbox by Google or Microsoft",
    says: "Verifies the provider’s ID token against its published keys, and proves the mailbox before registration. \
           The company names the providers that it accepts.",
    body: Some(ID_TOKEN_BODY),
    answer: ID_TOKEN_ANSWER,
    codes: &[code::NOT_A_CHOICE, code::PROVIDER_NOT_SET],
    ..Call::PLAIN
};

/// Of a registered person.
pub(super) const VERIFY_ID_TOKEN: Call = Call {
    path: "/api/DigitalIdentity/VerifyOAuthToken",
    title: "Confirm a registered mailbox by Google or Microsoft",
    says: "The same for a registered person whose mailbox is not confirmed yet.",
    body: Some(ID_TOKEN_BODY),
    answer: ID_TOKEN_ANSWER,
    codes: &[code::NOT_A_CHOICE, code::PROVIDER_NOT_SET],
    ..Call::PLAIN
};
