//! `ContractSigner/PairAgent` and `SignAgent/…`, as documented.

use super::{
    Answer, Body, Call, Group,
    shape::{Property, Shape, flag, moment, object, text, uuid},
};
use crate::{agent, code};

/// Agents: countersigning with a key that never leaves the signer's own token.
pub const GROUP: Group = Group {
    name: "Signing agents",
    says: "Countersign with a USB token: `mithaq sign-agent` on the signer’s computer asks this server what to sign; \
           nothing dials the signer’s computer.",
    calls: &[PAIRING_CODE, PAIR, NEXT, SIGN],
    components: &[],
};

const PAIRING_CODE: Call = Call {
    path: "/api/BusinessRequest/ContractSigner/PairAgent",
    title: "Draw a code for a signing agent",
    says: "A code, good once and for ten minutes, by which `mithaq sign-agent pair` becomes the caller’s agent. An earlier \
           code is good no more. From the pairing on, *Countersign a contract* asks the agent, and the contract waits until \
           it has signed, for a day at most; then it may be asked again.",
    answer: Answer::Data(Shape::Object(PAIRING)),
    ..Call::PLAIN
};

const PAIRING: &[Property] = &[
    text(
        "code",
        "7Q2M-4XKD-9TB0-HW3R",
        "The code, to be typed on the signer’s computer.",
    ),
    moment("expiresAt", "Until when it is good."),
];

const PAIR: Call = Call {
    path: "/api/SignAgent/Pair",
    title: "Pair a signing agent",
    says: "Called by the agent, without an ApiKey: the code is the permission. The certificate has to be valid, meant for \
           signing, and to end in a root that the operator or the company’s own keys name. The signature is over \
           `mithaq-sign-agent-pairing-v1`, a zero byte and the sixteen characters of the code, by SHA-256.",
    body: Some(Body {
        properties: &[
            text("code", "7Q2M-4XKD-9TB0-HW3R", "The code.")
                .required()
                .at_most(64),
            text(
                "certificate",
                "MIIB",
                "The certificate of the token’s key, DER in Base64.",
            )
            .required()
            .at_most(16384),
            text(
                "issuers",
                "MIIB MIIB",
                "The certificates above it, each DER in Base64, spaces between.",
            )
            .at_most(114688),
            text(
                "signature",
                "MEUCIQ==",
                "The signature, as in a CMS, in Base64.",
            )
            .required()
            .at_most(2048),
        ],
        example: r#"{"code": "7Q2M-4XKD-9TB0-HW3R", "certificate": "MIIB", "issuers": "MIIB", "signature": "MEUC"}"#,
        reads: |body| agent::read_pair(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Object(PAIRED)),
    codes: &[code::PAIRING_CODE, code::AGENT_CERTIFICATE],
    ..Call::PLAIN
};

const PAIRED: &[Property] = &[
    text("agent", "msa_…", "The agent’s secret, shown this once."),
    text("company", "Nile Crescent Finance", "For whom it signs."),
    text("member", "director", "Whose agent it is."),
];

const NEXT: Call = Call {
    path: "/api/SignAgent/Next",
    title: "What a signing agent is asked",
    says: "Waits some seconds where nothing is asked. `file` is the whole PDF but for the signature, whose place is empty: \
           the agent makes what is signed from these bytes itself, so that it signs what it shows. It begins with the \
           reviewed document.",
    body: Some(Body {
        properties: &[text("agent", "msa_…", "The agent’s secret.")
            .required()
            .at_most(64)],
        example: r#"{"agent": "msa_2xq"}"#,
        reads: |body| agent::read_next(body).map(drop),
        needs_one_of: false,
    }),
    answer: Answer::Data(Shape::Object(&[object(
        "request",
        ASKED,
        "What is asked, if anything.",
    )
    .mostly_null()])),
    codes: &[code::BAD_BEARER],
    ..Call::PLAIN
};

const ASKED: &[Property] = &[
    uuid("id", "The contract’s id."),
    text("requestNumber", "REQ-2026-00001", "The contract’s number."),
    text("company", "Nile Crescent Finance", "For whom it is signed."),
    text(
        "documentSha256",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "SHA-256 of the reviewed document.",
    ),
    text(
        "salt",
        "8d969eef6ecad3c29a3a629280e686cf",
        "What opens the commitment of the signature.",
    ),
    text(
        "statement",
        "{}",
        "What the signature commits itself to, as JSON, byte for byte.",
    ),
    moment("expiresAt", "Until when it is asked."),
    text(
        "file",
        "JVBERi0=",
        "The PDF that lacks only the signature, in Base64.",
    ),
];

const SIGN: Call = Call {
    path: "/api/SignAgent/Sign",
    title: "Hand in an agent’s signature",
    says: "The signature over the attributes that `file` gives, by the paired key. It counts once, and only for the file as \
           it stands: where another signature came in between, the agent asks again and gets the new file.",
    body: Some(Body {
        properties: &[
            text("agent", "msa_…", "The agent’s secret.")
                .required()
                .at_most(64),
            uuid("id", "The contract’s id.").required().at_most(64),
            text(
                "signature",
                "MEUCIQ==",
                "The signature, as in a CMS, in Base64; always but where `refused`.",
            )
            .at_most(2048),
            flag(
                "refused",
                false,
                "The signer said no: the agent is asked no more.",
            ),
        ],
        example: r#"{"agent": "msa_2xq", "id": "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11", "signature": "MEUC", "refused": false}"#,
        reads: |body| agent::read_give(body).map(drop),
        needs_one_of: true,
    }),
    answer: Answer::Data(Shape::Flag(true)),
    codes: &[code::BAD_BEARER, code::WRONG_STATUS, code::AGENT_SIGNATURE],
    ..Call::PLAIN
};
