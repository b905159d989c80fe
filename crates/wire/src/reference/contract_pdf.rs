//! The calls that give a contract's PDF and its evidence, as documented.

use super::{
    Answer, Call,
    shape::{Property, Shape, choice, flag, text, uuid},
};
use crate::code;

/// A link to the PDF, or the PDF.
pub const GET_CONTRACT_TO_PDF: Call = Call {
    path: "/api/BusinessRequest/GetContractToPdf",
    title: "Get a contract’s PDF",
    says: "`data` is an address that gives the PDF for five minutes to whoever has it. With `Accept: application/pdf` \
           the answer is the PDF itself.",
    parameters: &[uuid("id", "The contract’s id.").required()],
    answer: Answer::DataOrFile(
        Shape::text("https://contracts.example.com/download/AZqzwV8KfD6dVQ8vbxwqEZ2Z"),
        "application/pdf",
    ),
    codes: &[code::NO_SUCH_CONTRACT, code::PDF_NOT_READY],
    ..Call::PLAIN
};

/// What the link leads to.
pub const DOWNLOAD: Call = Call {
    path: "/download/{token}",
    title: "Follow a link to a PDF",
    says: "The address that `GetContractToPdf` or `ViewContractPdf` gave, for five minutes. It needs no key: the token is the permission.",
    parameters: &[text(
        "token",
        "AZqzwV8KfD6dVQ8vbxwqEZ2Z",
        "The token of the link.",
    )
    .required()],
    answer: Answer::File(&["application/pdf"]),
    codes: &[code::NO_SUCH_CONTRACT, code::PDF_NOT_READY],
    ..Call::PLAIN
};

/// Everything by which a contract is proved without the server.
pub const EVIDENCE: Call = Call {
    path: "/api/BusinessRequest/Evidence",
    title: "Get a contract’s evidence",
    says: "A ZIP archive by which the sealed contract is proved on any computer, without this server: the PDF, who \
           signed, the journal’s entries with their proofs, what the signatures committed themselves to, and the \
           certificates. `mithaq verify evidence.zip` judges it. It tells no more of a person than the PDF does.",
    parameters: &[uuid("id", "The contract’s id.").required()],
    answer: Answer::File(&["application/zip"]),
    codes: &[code::NO_SUCH_CONTRACT, code::PDF_NOT_READY, code::REQUIRED],
    ..Call::PLAIN
};

/// What a customer's signature is.
pub const SIGNATURE_LEVEL: Property = text(
    "signatureLevel",
    "sealed-consent",
    "What a customer’s signature is: `sealed-consent`, a confirmation by code that your company’s electronic seal \
     attests, not a signature with a certificate of the person’s own.",
);

/// What the company's seal does by itself.
pub const COMPANY_SEAL: Property = choice(
    "companySeal",
    &["none", "countersigns"],
    "Whether your company’s electronic seal countersigns by itself, as the last: a seal by the company \
     (`company-seal`), no natural person’s signature.",
);

/// How far a contract's seals go.
pub const SEAL_LEVEL: Property = text(
    "sealLevel",
    "B-LTA",
    "How long its seals can be proved (EN 319 142-1): `B-B` with a claimed time, `B-T` with a timestamp, `B-LT` \
     with all that is needed to judge the certificates later, `B-LTA` with a timestamp over that.",
)
.mostly_null();

/// Whether they are to go further.
pub const SEAL_UPGRADE: Property = flag(
    "isSealUpgradePending",
    false,
    "Whether it is to reach a higher level than it has.",
);

/// How far they are to go.
pub const SEAL_WANTED: Property = text(
    "sealLevelWanted",
    "B-LTA",
    "The level that the company wants, where its seals have not reached it.",
)
.mostly_null();

/// What that waits for.
pub const SEAL_WAITS_FOR: Property = choice(
    "sealUpgradeWaitsFor",
    &["configuration", "answer"],
    "Why they have not: `configuration` where no timestamp authority is configured on the server, `answer` where none, \
     or nobody who states that certificates are valid, has answered yet.",
)
.mostly_null();
