//! What the calls about identity show, as documented.

use super::CLIENT_TRANSACTION;
use crate::reference::shape::{
    Property, Shape, choice, flag, integer, list, object, one, text, uuid,
};

pub(super) const VERIFICATION: &[Property] = &[
    flag(
        "isVerificationProcessCompleted",
        false,
        "Whether card and face were found right.",
    ),
    flag(
        "isDigitalIdentityVerified",
        false,
        "Whether the authorities that the company asks were satisfied too; it asks none yet.",
    ),
    text("deviceInfo", "", "Always `null` here; clients read it.").always_null(),
    one("user", "User", "The person; `null` with a refusal.").or_null(),
    one(
        "idFrontData",
        "IdFrontData",
        "What was read, where it was asked for and is decided on.",
    )
    .mostly_null(),
    one("idBackData", "IdBackData", "The same of the back.").mostly_null(),
    uuid("transaction_id", "The transaction, for the next call.").or_null(),
    text(
        "request_id",
        "try-1",
        "The name of the request; a new one where none was sent.",
    )
    .or_null(),
    CLIENT_TRANSACTION.or_null(),
];

pub(super) const SERVICES: &[Property] = &[
    object("Validations", VALIDATIONS, "What is wrong."),
    object("validations", VALIDATIONS, "The same once more."),
    object(
        "spoofing",
        &[flag("fake", false, "Whether a fake was found.")],
        "Signs of a fake.",
    ),
    object(
        "classification",
        &[text(
            "doc_type",
            "national_id",
            "The kind of document, where a provider says it.",
        )
        .mostly_null()],
        "The document.",
    ),
    flag(
        "liveness",
        false,
        "Whether the face was found to be a living person’s.",
    ),
    object(
        "AML",
        AML,
        "Matches on lists of sanctions; none is asked yet.",
    ),
    object(
        "SRC",
        SRC,
        "What the civil registry says; it is not asked yet.",
    ),
    flag(
        "sandbox",
        false,
        "Whether the company is a sandbox: then nothing here says anything of a real person.",
    ),
];

const VALIDATIONS: &[Property] = &[list(
    "validation_errors",
    &Shape::Object(&[
        text("field", "image", "Where."),
        text("value", "", "Always `null`: pictures are not sent back.").always_null(),
        list(
            "errors",
            &Shape::Object(&[
                integer("code", 5_006, "The same as `error_code`."),
                text(
                    "message",
                    "The picture is not in focus.",
                    "The same as `error_message`.",
                ),
            ]),
            "What is wrong there.",
        ),
    ]),
    "Empty unless the call is refused.",
)];

const AML: &[Property] = &[
    flag(
        "AML_matched",
        false,
        "Whether somebody on a list was found.",
    ),
    list(
        "data",
        &Shape::Object(&[
            text("caseNo", "12", "The case."),
            integer("caseYear", 2020, "Its year."),
            text("recordDate", "2020-01-31", "When it was recorded."),
            text("fullName", "A B", "The name on the list."),
            text("idNumber", NUMBER, "The number on the list."),
            text(
                "dateOfBirth",
                "1970-01-31",
                "The date of birth on the list.",
            ),
            text("score", "0.9", "How near it is, as a text."),
        ]),
        "Who was found.",
    ),
];

const SRC: &[Property] = &[
    flag("isValid", false, "Whether the registry knows the card."),
    integer("errorCode", 0, "The registry’s code."),
    text("errorKey", "", "Its name.").always_null(),
    text("errorMessage", "", "Its sentence.").always_null(),
];

pub(super) const OWNER: &str = "منى أحمد علي";
pub(super) const NUMBER: &str = "29801011234567";
const GENDER: Property = choice("gender", &["Female", "Male"], "The gender.").or_null();
const OF_TRANSACTION: Property = uuid("transaction_id", "The transaction.");

pub(super) const FRONT_DATA: &[Property] = &[
    text("name", OWNER, "The whole name."),
    text(
        "name_english",
        "Mona Ahmed Ali",
        "The same in Latin letters.",
    )
    .or_null(),
    text("first_name", "منى", "The first name.").or_null(),
    text("last_names", "أحمد علي", "The other names.").or_null(),
    text(
        "first_name_english",
        "Mona",
        "The first name in Latin letters.",
    )
    .or_null(),
    text(
        "last_names_english",
        "Ahmed Ali",
        "The other names in Latin letters.",
    )
    .or_null(),
    text("address", "12 شارع النيل، القاهرة", "The address.").or_null(),
    text("address_1", "12 شارع النيل", "Its first line.").or_null(),
    text("address_2", "القاهرة", "Its second line.").or_null(),
    text(
        "address_english",
        "12 Nile Street, Cairo",
        "The address in Latin letters.",
    )
    .mostly_null(),
    text("govern", "القاهرة", "The governorate.").or_null(),
    text("govern_english", "Cairo", "The same in Latin letters.").or_null(),
    text("dateOfBirth", "1998-01-01", "The date of birth.").or_null(),
    text("idNumber", NUMBER, "The national number."),
    text("idKey", "IJ1234567", "The card’s own key number.").mostly_null(),
    GENDER,
    OF_TRANSACTION,
];

pub(super) const BACK_DATA: &[Property] = &[
    text("maritalStatus", "", "Always `null`: it is not read.").always_null(),
    text("job", "مهندسة", "The occupation.").or_null(),
    text("jobTitle", "مهندسة أولى", "The occupation’s title.").mostly_null(),
    text("religion", "", "Always `null`: it is not read.").always_null(),
    text("husbandName", "", "Always `null`: it is not read.").always_null(),
    text("releaseDate", "2024-05-01", "When the card was issued.").or_null(),
    text("idExpiry", "2031-05-01", "Until when it is valid.").or_null(),
    text("idNumber", NUMBER, "The national number."),
    GENDER,
    OF_TRANSACTION,
];
