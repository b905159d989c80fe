//! What those calls show, as documented.

use crate::reference::{
    join,
    shape::{Property, choice, flag, number, object, one, text, uuid},
    transaction::{CLIENT_TRANSACTION, STATES},
};

const STATE: Property = choice(
    "state",
    STATES,
    "Where the transaction stands: until it is `approved` or `refused`, nothing is decided.",
)
.or_null();

pub(in crate::reference::transaction) const NAMES: [Property; 3] = [
    uuid("transaction_id", "The transaction, where there is one.").or_null(),
    text("request_id", "try-1", "The name of the request.").or_null(),
    CLIENT_TRANSACTION.or_null(),
];

const NAMED: [Property; 4] = join([STATE], NAMES);

pub(in crate::reference::transaction) const PASSPORT_DATA: &[Property] = &ZONE;

const ZONE: [Property; 9] = [
    text("passport_no", "L898902C3", "The passport’s number.").or_null(),
    text(
        "name",
        "ANNA MARIA ERIKSSON",
        "Given names and surname, in Latin letters.",
    )
    .or_null(),
    text("Date_of_Birth", "1974-08-12", "The date of birth.").or_null(),
    text("Date_of_Expiry", "2031-04-15", "Until when it is valid.").or_null(),
    text("nationality", "UTO", "The nationality, in three letters.").or_null(),
    text(
        "country_code",
        "UTO",
        "The issuing state or organisation, in three letters.",
    )
    .or_null(),
    choice(
        "gender",
        &["Female", "Male"],
        "The gender, where the passport says one.",
    )
    .or_null(),
    text("doc_Type", "P", "The document’s code.").or_null(),
    flag(
        "ePassport_supported",
        false,
        "Whether it has a chip; always `false`: nobody looks for the sign on its cover.",
    ),
];

pub(in crate::reference::transaction) const SCANNED: [Property; 13] =
    join::<_, 9, 4, 13>(ZONE, NAMED);

pub(in crate::reference::transaction) const DATA: [Property; 5] = join::<_, 1, 4, 5>(
    [one(
        "passportData",
        "PassportData",
        "What a passport says, where it was asked for and is decided on.",
    )
    .mostly_null()],
    NAMED,
);

pub(in crate::reference::transaction) const MATCHED: [Property; 8] = join::<_, 4, 4, 8>(
    [
        flag(
            "isMatched",
            false,
            "Whether the face was found to be the card holder’s.",
        ),
        number(
            "dissimilarityScore",
            0.0,
            "How far the faces are apart; nobody measures it yet.",
        )
        .always_null(),
        flag(
            "isFaceDetected",
            false,
            "Whether a face was found in the picture.",
        ),
        flag(
            "isIdFaceDetected",
            false,
            "Whether a face was found on the card.",
        ),
    ],
    NAMED,
);

pub(in crate::reference::transaction) const COMPARED: [Property; 5] = join::<_, 1, 4, 5>(
    [flag(
        "isMatched",
        false,
        "Whether both were found to be one person’s.",
    )],
    NAMED,
);

pub(in crate::reference::transaction) const CHIP_DATA: [Property; 21] = join::<_, 18, 3, 21>(
    [
        flag(
            "isValid",
            false,
            "Whether the chip’s files are what the issuing state signed.",
        ),
        flag(
            "signatureValid",
            false,
            "Whether the security object’s signature holds.",
        ),
        flag(
            "contentAuthenticityValid",
            false,
            "Whether the files are those that were signed.",
        ),
        flag(
            "dg1HashValid",
            false,
            "Whether DG1 is the one that was signed.",
        ),
        flag(
            "dg2HashValid",
            false,
            "Whether DG2 is the one that was signed.",
        ),
        flag(
            "faceMatchPassed",
            false,
            "Whether the portrait is the person’s; it is not compared yet.",
        ),
        number(
            "faceMatchScore",
            0.0,
            "How near the portrait is; 0 as long as it is not compared.",
        ),
        text(
            "failedStep",
            "signature",
            "The first check that did not pass.",
        )
        .or_null(),
        text(
            "failureReason",
            "This server does not check the signatures of chips yet.",
            "The same as a sentence.",
        )
        .or_null(),
        text(
            "fullName",
            "ANNA MARIA ERIKSSON",
            "Given names and surname, in Latin letters.",
        )
        .or_null(),
        text("dateOfBirth", "1974-08-12", "The date of birth.").or_null(),
        text(
            "expiryDate",
            "2012-04-15",
            "Until when the passport is valid.",
        )
        .or_null(),
        text("nationality", "UTO", "The nationality, in three letters.").or_null(),
        text(
            "issuingCountry",
            "UTO",
            "The issuing state or organisation, in three letters.",
        )
        .or_null(),
        text(
            "dscSubject",
            "CN=Sandbox Document Signer, C=UT",
            "Whose certificate signed the security object; in a sandbox a made-up one.",
        )
        .mostly_null(),
        text(
            "dscExpiry",
            "2049-12-31",
            "Until when that certificate is valid.",
        )
        .mostly_null(),
        text("dscCountryCode", "UT", "The country of that certificate.").mostly_null(),
        object(
            "countrySigner",
            COUNTRY_SIGNER,
            "The state’s own certificate behind it.",
        ),
    ],
    NAMES,
);

const COUNTRY_SIGNER: &[Property] = &[
    flag(
        "dscValid",
        false,
        "Whether the signer’s certificate is valid.",
    ),
    flag(
        "cscaFoundInSod",
        false,
        "Whether the state’s certificate was found.",
    ),
    flag(
        "cscaChainValid",
        false,
        "Whether the signer’s certificate leads to it.",
    ),
    flag("cscaSignatureValid", false, "Whether its signature holds."),
];
