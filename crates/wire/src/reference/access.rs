//! `credentials/…` and the public keys, as documented.

use super::{
    Answer, Body, Call, Component, Group,
    shape::{Property, Shape, flag, integer, list, text},
};
use crate::{access, code};

const ACCESS_TOKEN: &str = "eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
const REFRESH_TOKEN: &str = "mr_q2Nf0hTn4bV0m1cWq9Zs3A";

const ENCRYPTED: Property = text(
    "encryptedAccessToken",
    super::ENCRYPTED_TOKEN,
    "The access token under the caller’s public key, where one was given.",
)
.mostly_null();

/// Administrators and their tokens.
pub const GROUP: Group = Group {
    name: "Administrators",
    says: "Log-in of the company’s own people and programs, and what verifies their tokens.",
    calls: &[LOGIN, REFRESH, KEY_SET],
    components: &[Component {
        name: "JsonWebKey",
        says: "A public key (RFC 7517).",
        properties: &[
            text("kty", "EC", "The kind of key."),
            text("crv", "P-256", "Its curve."),
            text("alg", "ES256", "What it verifies."),
            text("use", "sig", "What it is for."),
            text("kid", "1", "Its name in the tokens’ headers."),
            text(
                "x",
                "4bXv2Ynh0v8W1W0cD9q3S6c1n9s8r0cN2m7m2hJ5m3o",
                "A coordinate.",
            ),
            text(
                "y",
                "x1yJp0rN3Qq2e8c7sV6uB5tA4dF3gH2jK1lZ0xC9vB8",
                "The other one.",
            ),
        ],
    }],
};

const LOGIN: Call = Call {
    path: "/api/credentials/Login",
    title: "Log in",
    says: "Gives an administrator’s access token, which is sent as `Authorization: Bearer …`, and a refresh token.\n\n\
           A wrong password and an unknown user get the same answer after the same time. After five wrong passwords \
           the user waits; `Retry-After` says how long.\n\n\
           Who has a second factor gets `requiresTwoFactorVerification: true` and no tokens, and repeats the call with \
           `twoFactorCode`.",
    headers: &[text(
        "TenancyName",
        "nile",
        "The company’s tenancy, equal to `tenancyName` in the body.",
    )
    .required()],
    body: Some(Body {
        properties: &[
            text("tenancyName", "nile", "The company’s tenancy.")
                .required()
                .at_most(256),
            text("userNameOrEmailAddress", "admin", "Who logs in.")
                .required()
                .at_most(256),
            text("password", "…", "The password.")
                .required()
                .at_most(1_024),
            text(
                "twoFactorCode",
                "123456",
                "The code of the second factor, in the second call.",
            )
            .at_most(16),
            text(
                "userPublicKey",
                "",
                "An RSA key of at least 2048 bits, under which `encryptedAccessToken` is given.",
            )
            .at_most(8_192),
        ],
        example: r#"{"tenancyName": "nile", "userNameOrEmailAddress": "admin", "password": "…"}"#,
        reads: |body| access::read_login(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Object(&[
        text(
            "accessToken",
            ACCESS_TOKEN,
            "The access token, a JWT; null while a second factor is asked for.",
        )
        .or_null(),
        ENCRYPTED,
        integer(
            "expireInSeconds",
            86_400,
            "Life of the access token, in seconds.",
        ),
        text(
            "refreshToken",
            REFRESH_TOKEN,
            "The refresh token; it can be used once.",
        )
        .or_null(),
        integer(
            "refreshTokenExpireInSeconds",
            604_800,
            "Life of the refresh token, in seconds.",
        ),
        integer("userId", 1, "The user’s number."),
        flag(
            "requiresTwoFactorVerification",
            false,
            "Whether a second factor is asked for.",
        ),
        list(
            "twoFactorAuthProviders",
            &Shape::text("Authenticator"),
            "The second factors to choose from.",
        )
        .mostly_null(),
        flag(
            "shouldResetPassword",
            false,
            "Whether the password must be changed first.",
        ),
    ])),
    codes: &[
        code::WRONG_CREDENTIALS,
        code::LOCKED_OUT,
        code::WRONG_SECOND_FACTOR,
        code::BAD_PUBLIC_KEY,
    ],
    ..Call::PLAIN
};

const REFRESH: Call = Call {
    path: "/api/credentials/RefreshToken",
    aliases: &["/api/DigitalIdentity/RefreshToken"],
    title: "Refresh an access token",
    says: "Gives a new pair of tokens for a refresh token, which can be used once: shown again it ends its whole \
           family, access tokens included. A refresh token that is worth nothing answers 400, never 401.",
    body: Some(Body {
        properties: &[text(
            "refreshToken",
            REFRESH_TOKEN,
            "The refresh token of the last answer.",
        )
        .required()
        .at_most(1_024)],
        example: r#"{"refreshToken": "mr_q2Nf0hTn4bV0m1cWq9Zs3A"}"#,
        reads: |body| access::read_refresh(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Object(&[
        text("accessToken", ACCESS_TOKEN, "The access token, a JWT."),
        text(
            "encryptedAccessToken",
            "",
            "Always `null` here: a refresh carries no public key.",
        )
        .always_null(),
        integer(
            "expireInSeconds",
            86_400,
            "Life of the access token, in seconds.",
        ),
        text("refreshToken", REFRESH_TOKEN, "The new refresh token."),
        text(
            "newRefreshToken",
            REFRESH_TOKEN,
            "The same once more, under its other name.",
        ),
    ])),
    codes: &[code::BAD_REFRESH_TOKEN],
    ..Call::PLAIN
};

const KEY_SET: Call = Call {
    path: "/.well-known/jwks.json",
    title: "Public keys of access tokens",
    says: "The keys that verify the server’s access tokens (RFC 7517), for anyone. A key is replaced after 90 days \
           and stays in the set for two days more.",
    answer: Answer::Bare(Shape::Object(&[list(
        "keys",
        &Shape::One("JsonWebKey"),
        "Every key that may have signed a valid token.",
    )])),
    ..Call::PLAIN
};
