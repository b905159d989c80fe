//! `BusinessRequest/…`, as documented, and the short-lived links to PDFs.

use super::{
    Answer, Call, Component, Group,
    contract_file::{FILE, GET_REQUEST_FILE},
    contract_pdf::{
        COMPANY_SEAL, DOWNLOAD, EVIDENCE, GET_CONTRACT_TO_PDF, SEAL_LEVEL, SEAL_UPGRADE,
        SEAL_WAITS_FOR, SEAL_WANTED, SIGNATURE_LEVEL,
    },
    decision::{APPROVE, LISTED, REJECT, SIGN, VOID},
    link,
    shape::{Property, Shape, choice, flag, integer, list, moment, one, text, uuid, value},
    standing::STATUS_NAMES,
};
use crate::{code, contract::HELD};

/// Contracts.
pub const GROUP: Group = Group {
    name: "Contracts",
    says: "Contract types, contracts, and their PDFs.",
    calls: &[
        GET_ALL_REQUEST_TYPES,
        GET_TEMPLATE_FIELDS,
        GET_REQUESTS,
        APPROVE,
        REJECT,
        VOID,
        SIGN,
        GET_CONTRACT_TO_PDF,
        DOWNLOAD,
        GET_REQUEST_FILE,
        EVIDENCE,
    ],
    components: &[TYPE, TEMPLATE, CONTRACT, FIELD, CHOICE, FILE, SIGNER, USER],
};

/// Parameters of every list.
pub const PAGE: [Property; 3] = [MAX, SKIP, SORTING];
const MAX: Property = integer("MaxResultCount", 25, "How many at most, 1 to 1000.");
const SKIP: Property = integer("SkipCount", 0, "How many to leave out first.");
const SORTING: Property = text(
    "Sorting",
    "creationTime desc",
    "`creationTime asc` or `creationTime desc`.",
);

const TYPE: Component = Component {
    name: "ContractType",
    says: "A contract type.",
    properties: &[
        integer("id", 414, "Its number, unique in the company."),
        text(
            "name",
            "Consumer finance agreement",
            "Its name in the language of the request.",
        ),
        integer("type", 414, "Its number once more."),
        text(
            "typeName",
            "Consumer finance agreement",
            "Its name once more.",
        ),
        list(
            "contractSigners",
            &Shape::text("legal@nile.example"),
            "The members who countersign for the company, by user name or e-mail address.",
        ),
        COMPANY_SEAL,
    ],
};

const TEMPLATE: Component = Component {
    name: "ContractTypeFields",
    says: "A contract type with its fields, each under the answer that brings it up.",
    properties: &[
        integer("id", 414, "Its number."),
        text(
            "name",
            "Consumer finance agreement",
            "Its name in the language of the request.",
        ),
        list(
            "requestsFields",
            &Shape::One("Field"),
            "Its fields, without values.",
        ),
    ],
};

const USER: Component = Component {
    name: "User",
    says: "A person.",
    properties: &USER_PROPERTIES,
};

/// What is shown of a person.
pub const USER_PROPERTIES: [Property; 9] = [
    integer("id", 17, "The person’s number, once registered.").or_null(),
    text("name", "Ahmed Mohamed", "The name.").or_null(),
    text("surname", "Mohamed", "The surname.").mostly_null(),
    text("fullName", "Ahmed Mohamed", "The whole name.").or_null(),
    text("userName", "+201234567890", "Phone or e-mail address.").or_null(),
    text("emailAddress", "ahmed@example.com", "The e-mail address.").mostly_null(),
    text("phoneNumber", "+201234567890", "The phone, E.164.").or_null(),
    text("idNumber", "29001011234567", "The national ID number.").mostly_null(),
    text("address", "12 Nile Street, Cairo", "The address.").mostly_null(),
];

const SIGNER: Component = Component {
    name: "CustomerSigner",
    says: "Who signs for the customer.",
    properties: &[
        one("customerSigner", "User", "The person."),
        flag("isSigned", true, "Whether that person has signed."),
    ],
};

const CHOICE: Component = Component {
    name: "FieldChoice",
    says: "One of a field’s choices.",
    properties: &[
        text("id", "monthly", "Its id, which is the value."),
        text("name", "Monthly", "Its name."),
        list(
            "relatedQuestions",
            &Shape::One("Field"),
            "Fields that this choice brings up.",
        ),
    ],
};

const FIELD_TYPES: &[&str] = &[
    "money",
    "text",
    "multiline",
    "number",
    "date",
    "dropdown",
    "multiselect",
    "checkbox",
    "table",
    "phone",
    "email",
    "nationalId",
    "file",
];

const FIELD: Component = Component {
    name: "Field",
    says: "A field of a contract, with its value.",
    properties: &[
        integer("order", 1, "Its place."),
        text(
            "key",
            "monthlyIncome",
            "Its key, the name in `RequestFieldsValues`.",
        ),
        text("displayText", "Monthly income", "Its English label."),
        text("displayArText", "الدخل الشهري", "Its Arabic label."),
        text("value", "5000.00", "Its value; of a file the name.").or_null(),
        list(
            "multiValues",
            &Shape::text("monthly"),
            "Its values, where it takes several.",
        )
        .mostly_null(),
        list(
            "tabularData",
            &Shape::List(&Shape::text("1")),
            "Its rows, where it is a table.",
        )
        .mostly_null(),
        choice("type", FIELD_TYPES, "What it takes."),
        flag("visibleToUser", true, "Whether the person sees it."),
        text("defaultValue", "0", "What it holds unless changed.").mostly_null(),
        text("defaultArValue", "0", "The same in Arabic.").mostly_null(),
        list(
            "availableValues",
            &Shape::text("monthly"),
            "Ids of its choices.",
        ),
        flag(
            "firstRowHeader",
            false,
            "Whether the first row of a table is its header.",
        ),
        flag(
            "convertNumbersToArabic",
            false,
            "Whether digits are shown as Arabic-Indic ones.",
        ),
        list(
            "availableValuesItems",
            &Shape::One("FieldChoice"),
            "Its choices.",
        ),
        text(
            "parentQuestionKey",
            "employment",
            "The field that brings it up.",
        )
        .mostly_null(),
        text(
            "parentQuestionValue",
            "employed",
            "The value of that field that brings it up.",
        )
        .mostly_null(),
        list(
            "relatedQuestions",
            &Shape::One("Field"),
            "Fields that it brings up.",
        ),
        text(
            "groupTitle",
            "Your details",
            "The group that it stands in, in English.",
        )
        .or_null(),
        text("groupArTitle", "بياناتك", "The group in Arabic.").or_null(),
        flag("required", true, "Whether it must be filled in."),
        text("pattern", "[0-9]+", "A pattern that its value matches.").mostly_null(),
        text("min", "0", "The least value.").mostly_null(),
        text("max", "1000000", "The largest value.").mostly_null(),
        flag("readOnly", true, "Whether the person may not change it."),
        one("file", "FieldFile", "The file, where one was given.").mostly_null(),
    ],
};

const CONTRACT: Component = Component {
    name: "BusinessRequest",
    says: "A contract. What the server does not keep is there and `null`, because clients bind to the names.",
    properties: &[
        uuid("id", "Its id."),
        list(
            "relatedBusinessRequest",
            &Shape::One("BusinessRequest"),
            "Contracts that belong to it.",
        ),
        text("typeName", "Consumer finance agreement", "Its type’s name."),
        integer("type", 414, "Its type’s number."),
        integer("contractTypeId", 414, "Its type’s number once more."),
        text(
            "contractTypeName",
            "Consumer finance agreement",
            "Its type’s name once more.",
        ),
        text(
            "idNumber",
            "29001011234567",
            "The customer’s national ID number, in the person’s own calls.",
        )
        .mostly_null(),
        text("requestNumber", "REQ-2026-00001", "Its number for people."),
        text("fullName", "Ahmed Mohamed", "The customer’s name.").or_null(),
        value(
            "requeststatus",
            Shape::Numbers(&[8, 0, 1, 2, 3, 4, 5, 6, 7]),
            "Where it stands, as a number.",
        ),
        choice(
            "requestStatusName",
            STATUS_NAMES,
            "Where it stands, in words.",
        ),
        choice(
            "statusReason",
            &["Declined", "Rejected", "Reported", "Voided", "Expired", HELD],
            "Why it ended, where it did; or `IdentityDiffers` where it waits for the company because the verified identity is not what the contract says.",
        )
        .mostly_null(),
        list(
            "identityDifferences",
            &Shape::text("fullName"),
            "The fields that differ from the verified identity, where it waits for that; in the company’s calls.",
        )
        .mostly_null(),
        list("requestFields", &Shape::One("Field"), "Its fields."),
        list(
            "documents",
            &Shape::One("ContractDocument"),
            "Its documents, in the person’s own calls, once their text is fixed.",
        ),
        one("user", "User", "The customer."),
        text("confirmationMessage", "", "What was confirmed.").always_null(),
        text("contractDocument", "", "The contract’s text.").always_null(),
        text("coverPage", "", "The cover page.").always_null(),
        text("generalTC", "", "General terms.").always_null(),
        text("technicalTC", "", "Technical terms.").always_null(),
        text("financialTC", "", "Financial terms.").always_null(),
        text("kycConfirmation", "", "What was confirmed of the identity.").always_null(),
        text("customerSignature", "", "The customer’s signature.").always_null(),
        text("contractSignerSignature", "", "The company’s signature.").always_null(),
        text("promissoryNote", "", "The promissory note.").always_null(),
        text("amount", "20000.00", "The amount.").mostly_null(),
        text("periodValue", "12", "Its period.").mostly_null(),
        text("periodUnit", "month", "The unit of the period.").mostly_null(),
        text("installmentValue", "1800.00", "One instalment, in words.").mostly_null(),
        text("installmentValueNumber", "1800.00", "One instalment.").mostly_null(),
        text("totalAmount", "21600.00", "The whole amount, in words.").mostly_null(),
        text("totalAmountNumber", "21600.00", "The whole amount.").mostly_null(),
        text("installmentsNo", "12", "How many instalments.").mostly_null(),
        text(
            "firstInstallmentDate",
            "2027-01-01",
            "When the first is due.",
        )
        .mostly_null(),
        flag(
            "hasPaymentCheckPerRequestFeature",
            false,
            "Whether payment is checked for each contract.",
        ),
        list(
            "customerSigners",
            &Shape::One("CustomerSigner"),
            "Who signs for the customer.",
        ),
        text(
            "creatorUserFullName",
            "Ahmed Mohamed",
            "The customer who made it, where the customer did.",
        )
        .mostly_null(),
        SIGNATURE_LEVEL,
        COMPANY_SEAL,
        SEAL_LEVEL,
        SEAL_UPGRADE,
        SEAL_WANTED,
        SEAL_WAITS_FOR,
        moment("creationTime", "When it was made."),
        moment("lastModificationTime", "When it last changed."),
    ],
};

const GET_ALL_REQUEST_TYPES: Call = Call {
    path: "/api/BusinessRequest/GetAllRequestTypes",
    title: "List contract types",
    says: "Every active contract type of the company. Which members countersign is told to administrators only; a \
           person gets an empty list.",
    answer: Answer::Data(Shape::List(&Shape::One("ContractType"))),
    links: &[link(
        "/api/BusinessRequest/GetBusinessRequestTypeTemplateFields",
        "requestTypeId",
        "$response.body#/data/0/id",
    )],
    ..Call::PLAIN
};

const GET_TEMPLATE_FIELDS: Call = Call {
    path: "/api/BusinessRequest/GetBusinessRequestTypeTemplateFields",
    title: "Get the fields of a contract type",
    says: "What a contract of this type takes. A field that hangs on another one’s answer stands in the \
           `relatedQuestions` of that answer, or of the field itself where any answer will do. A person is not \
           shown fields that the company keeps to itself (`visibleToUser: false`), nor what hangs on them.",
    parameters: &[
        integer("requestTypeId", 414, "The contract type’s number.").required(),
        flag(
            "isLocalized",
            false,
            "Whether `displayText` and `groupTitle` are in the language of the request instead of English.",
        ),
    ],
    answer: Answer::Data(Shape::One("ContractTypeFields")),
    codes: &[code::NO_SUCH_FORM, code::REQUIRED, code::WRONG_TYPE],
    ..Call::PLAIN
};

const GET_REQUESTS: Call = Call {
    path: "/api/BusinessRequest/GetRequests",
    title: "List contracts",
    says: "The company’s contracts, the newest first.",
    parameters: &[
        text(
            "filter",
            "REQ-2026-00001",
            "Only the contract of this number.",
        ),
        integer("status", 8, "Only those in this status."),
        integer("type", 414, "Only those of this type."),
        moment("from", "Only those made at this moment or later."),
        moment("to", "Only those made before this moment."),
        MAX,
        SKIP,
        SORTING,
    ],
    answer: Answer::List(Shape::One("BusinessRequest")),
    links: LISTED,
    codes: &[code::OUT_OF_RANGE, code::NOT_A_MOMENT],
    ..Call::PLAIN
};
