//! Every error code, once. Its sentence is in `locales/` under its number; its HTTP status follows
//! `wire.md` 1.3: 200 for a refusal by the rules, 4xx where the request is not understood or not
//! allowed.

mod of;

pub use of::{of_code, of_fault, of_invitation, of_message, of_not_eligible, of_value};

/// An error code with the HTTP status of its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The number in `error_code`.
    pub number: u16,
    /// The HTTP status.
    pub status: u16,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $status:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code { number: $number, status: $status };)*

        /// Every code, for the served documentation and the test of its sentences.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    /// The body is not valid JSON.
    NOT_JSON = 1101, 400;
    /// The body is too large.
    TOO_LARGE = 1102, 413;
    /// The content type is not JSON.
    UNSUPPORTED_TYPE = 1103, 415;
    /// There is no such path.
    NO_SUCH_PATH = 1104, 404;
    /// The path does not take this method.
    METHOD_NOT_ALLOWED = 1105, 405;
    /// A required property is missing.
    REQUIRED = 1106, 400;
    /// A property has the wrong type.
    WRONG_TYPE = 1107, 400;
    /// A property occurs twice.
    DUPLICATE = 1108, 400;
    /// A text is too long.
    TOO_LONG = 1109, 400;
    /// The contract type has no such field.
    UNKNOWN_FIELD = 1110, 400;
    /// Not a phone number.
    NOT_A_PHONE = 1111, 400;
    /// Not an e-mail address.
    NOT_AN_EMAIL = 1112, 400;
    /// Phone or e-mail is required.
    NO_CONTACT = 1113, 400;
    /// The field does not take this value.
    VALUE_NOT_TAKEN = 1114, 400;
    /// `userPublicKey` is malformed.
    BAD_PUBLIC_KEY = 1115, 400;
    /// `RequestFieldsValues` was given twice and differs.
    VALUES_DIFFER = 1116, 400;
    /// A number is out of range.
    OUT_OF_RANGE = 1117, 400;
    /// The property is not supported yet, and ignoring it would be wrong.
    NOT_SUPPORTED = 1118, 400;
    /// `Idempotency-Key` is empty, too long or not visible ASCII.
    BAD_IDEMPOTENCY_KEY = 1119, 400;
    /// `Idempotency-Key` was sent before with another body.
    IDEMPOTENCY_KEY_REUSED = 1120, 400;
    /// Not a number.
    NOT_A_NUMBER = 1121, 400;
    /// Not an amount.
    NOT_AN_AMOUNT = 1122, 400;
    /// Not a date.
    NOT_A_DATE = 1123, 400;
    /// Not a national ID number.
    NOT_A_NATIONAL_ID = 1124, 400;
    /// Not one of the choices.
    NOT_A_CHOICE = 1125, 400;
    /// Neither yes nor no.
    NOT_A_FLAG = 1126, 400;
    /// Another value rules the field out.
    NOT_ASKED = 1127, 400;
    /// Not rows of a table.
    NOT_A_TABLE = 1128, 400;
    /// Only the company fills the field in.
    READ_ONLY = 1129, 400;
    /// Not a file: its name, and its content in Base64.
    NOT_A_FILE = 1141, 400;
    /// The file has no bytes.
    FILE_EMPTY = 1142, 400;
    /// The file is too large.
    FILE_TOO_LARGE = 1143, 400;
    /// The file is none of the kinds that are taken.
    FILE_KIND = 1144, 400;
    /// The file is damaged.
    FILE_UNREADABLE = 1145, 400;
    /// Not Base64.
    NOT_BASE64 = 1140, 400;
    /// The ApiKey is missing or unknown.
    BAD_API_KEY = 1201, 401;
    /// The bearer token is missing, invalid or expired.
    BAD_BEARER = 1202, 401;
    /// The user name or password is wrong.
    WRONG_CREDENTIALS = 1203, 401;
    /// Too many wrong passwords: try later.
    LOCKED_OUT = 1204, 429;
    /// Not allowed.
    NOT_ALLOWED = 1205, 403;
    /// `TenancyName` does not match the ApiKey.
    OTHER_TENANCY = 1206, 403;
    /// The refresh token is worth nothing.
    BAD_REFRESH_TOKEN = 1207, 400;
    /// The call needs a secret ApiKey.
    SECRET_KEY_NEEDED = 1208, 403;
    /// The ApiKey may not be used from this address.
    ADDRESS_NOT_ALLOWED = 1209, 403;
    /// The digits of a code are wrong.
    WRONG_CODE = 1301, 200;
    /// The code's life is over.
    CODE_EXPIRED = 1302, 200;
    /// The code is used up: ask for another.
    CODE_EXHAUSTED = 1303, 200;
    /// A code was sent a moment ago.
    CODE_TOO_SOON = 1304, 200;
    /// The daily limit of codes is reached.
    CODES_LOCKED = 1305, 200;
    /// No such code was sent.
    NO_CODE = 1306, 200;
    /// The tenant has no such person.
    NO_SUCH_PERSON = 1310, 404;
    /// The person's identity is not verified.
    NOT_VERIFIED = 1311, 200;
    /// Somebody is registered with this phone.
    PHONE_TAKEN = 1312, 200;
    /// Somebody is registered with this mailbox.
    EMAIL_TAKEN = 1313, 200;
    /// Unknown phone or wrong password of a person.
    WRONG_LOGIN = 1314, 200;
    /// The password is too short.
    WEAK_PASSWORD = 1315, 400;
    /// The reset code is worth nothing.
    BAD_RESET_CODE = 1316, 200;
    /// A message's subject names a link.
    NAMES_LINK = 1317, 400;
    /// The company does not accept this identity provider.
    PROVIDER_NOT_SET = 1318, 200;
    /// The provider's proof of the mailbox is worth nothing.
    BAD_EMAIL_PROOF = 1319, 200;
    /// The code of the second factor is wrong or was used.
    WRONG_SECOND_FACTOR = 1210, 401;
    /// The faces come after both sides of the card.
    CARD_FIRST = 1320, 200;
    /// The identity is proved already.
    ALREADY_VERIFIED = 1321, 200;
    /// Another person of the company is verified by this ID number.
    ID_NUMBER_TAKEN = 1322, 200;
    /// Two pictures of the face are the same.
    SAME_PICTURE = 1323, 200;
    /// The company has no such transaction, or it has no such picture.
    NO_SUCH_TRANSACTION = 1324, 404;
    /// The transaction does not wait for a decision.
    NOT_WAITING = 1325, 200;
    /// The company sends no text messages to this country.
    SMS_COUNTRY = 1340, 200;
    /// The company's text messages of today are used up.
    SMS_DAILY_CAP = 1341, 200;
    /// Codes to numbers like this one are stopped for a while.
    SMS_PUMPING = 1342, 200;
    /// The tenant has no such contract type.
    UNKNOWN_FORM = 1401, 400;
    /// The contract type is not among the allowed ones.
    FORM_NOT_ALLOWED = 1402, 400;
    /// `DigitalIdentityOnly` together with contracts.
    IDENTITY_ONLY = 1403, 400;
    /// No such session.
    NO_SUCH_SESSION = 1404, 404;
    /// The session has ended already.
    SESSION_ENDED = 1405, 200;
    /// No such contract.
    NO_SUCH_CONTRACT = 1501, 404;
    /// No such contract type.
    NO_SUCH_FORM = 1506, 404;
    /// Not possible in the contract's present state.
    WRONG_STATUS = 1502, 200;
    /// The PDF does not exist yet.
    PDF_NOT_READY = 1504, 200;
    /// Nothing was given for that field, or it takes no file.
    NO_SUCH_FILE = 1507, 404;
    /// The contract type asks for a verified identity.
    IDENTITY_NEEDED = 1530, 200;
    /// Another contract of the person waits for something.
    CONTRACT_PENDING = 1531, 200;
    /// The company asks for a proved mailbox.
    EMAIL_NEEDED = 1532, 200;
    /// The person is far from where they were last.
    LOCATION_CHANGED = 1533, 200;
    /// The contract's type does not list the member among its signers.
    NOT_A_CONTRACT_SIGNER = 1534, 403;
    /// The member has countersigned already.
    COUNTERSIGNED = 1535, 200;
    /// The link for signing is no longer good.
    SIGN_LINK_EXPIRED = 1536, 200;
    /// The person is younger than who signs must be.
    UNDER_AGE = 1537, 200;
    /// The proved identity is not what the contract says; the company looks.
    IDENTITY_DIFFERS = 1538, 200;
    /// The code pairs no agent: unknown, used, guessed too often, too old.
    PAIRING_CODE = 1539, 200;
    /// The certificate of an agent cannot be used here.
    AGENT_CERTIFICATE = 1542, 200;
    /// The signature is not by the paired key over what was asked.
    AGENT_SIGNATURE = 1543, 200;
    /// No member signs the contract: the company's seal countersigns it by itself.
    COUNTERSIGNED_BY_SEAL = 1544, 200;
    /// There is no such event to subscribe to.
    UNKNOWN_EVENT = 1602, 400;
    /// The endpoint's address is none, or names a user.
    NOT_AN_ENDPOINT = 1603, 400;
    /// The endpoint's address is not https.
    ENDPOINT_NOT_ENCRYPTED = 1604, 400;
    /// The endpoint's address leads to a private network.
    ENDPOINT_NOT_PUBLIC = 1605, 400;
    /// There are as many subscriptions as there may be.
    TOO_MANY_SUBSCRIPTIONS = 1606, 200;
    /// No such subscription.
    NO_SUCH_SUBSCRIPTION = 1607, 404;
    /// Not a moment.
    NOT_A_MOMENT = 1608, 400;
    /// No such delivery.
    NO_SUCH_DELIVERY = 1609, 404;
    /// The span of time holds too many events to repeat at once.
    TOO_MANY_TO_REPLAY = 1610, 200;
    /// No such event.
    NO_SUCH_EVENT = 1611, 404;
    /// What is asked for is older than the events that are kept.
    EVENTS_GONE = 1612, 404;
    /// Something went wrong inside.
    INTERNAL = 1900, 500;
    /// Too busy.
    OVERLOADED = 1901, 503;
    /// Too many requests: later.
    TOO_MANY = 1902, 429;
    /// The picture's quality is too low.
    LOW_QUALITY = 1050, 200;
    /// The ID number is none.
    BAD_ID_NUMBER = 3001, 200;
    /// The date of birth is none, or not the one of the ID number.
    BAD_BIRTH_DATE = 3002, 200;
    /// The governorate is none.
    BAD_GOVERNORATE = 3003, 200;
    /// The card's key number is none.
    BAD_ID_KEY = 3004, 200;
    /// The gender is none, or not the one of the ID number.
    BAD_GENDER = 3005, 200;
    /// The date of issue is none.
    BAD_RELEASE_DATE = 3006, 200;
    /// The date of birth is not written as one.
    BIRTH_DATE_FORMAT = 3007, 200;
    /// The date of issue is not written as one.
    RELEASE_DATE_FORMAT = 3008, 200;
    /// The date of expiry is not written as one.
    EXPIRY_DATE_FORMAT = 3009, 200;
    /// The card has expired.
    CARD_EXPIRED = 3010, 200;
    /// There is no card in the picture.
    CARD_NOT_DETECTED = 3011, 200;
    /// The machine-readable zone is none.
    BAD_MRZ = 3013, 200;
    /// There is no face on the card.
    NO_FACE_ON_CARD = 3014, 200;
    /// The ID number on the back is not the one on the front.
    ID_NUMBER_DIFFERS = 3101, 200;
    /// The name is another one.
    NAME_DIFFERS = 3102, 200;
    /// The service is switched off for the company.
    SERVICE_DISABLED = 4005, 200;
    /// There is more than one face.
    SEVERAL_FACES = 4206, 200;
    /// There is no face.
    NO_FACE = 4207, 200;
    /// There is no face in one of the pictures.
    NO_FACE_IN_ONE = 4208, 200;
    /// The face is not clear.
    FACE_UNCLEAR = 4209, 200;
    /// The face is not clear in one of the pictures.
    FACE_UNCLEAR_IN_ONE = 4210, 200;
    /// Something else went wrong with the picture.
    VERIFICATION_FAILED = 5000, 200;
    /// It is no picture, or of no document that is known.
    UNSUPPORTED_DOCUMENT = 5001, 200;
    /// The picture has more bytes than are taken.
    TOO_MANY_BYTES = 5002, 200;
    /// The picture has more pixels than are taken.
    TOO_MANY_PIXELS = 5003, 200;
    /// There is no such transaction for this caller, or it takes nothing more.
    BAD_TRANSACTION = 5004, 200;
    /// The document is not a real one.
    NOT_REAL = 5005, 200;
    /// The picture is not in focus.
    NOT_IN_FOCUS = 5006, 200;
    /// The document is right, but this is its other side.
    OTHER_SIDE = 5007, 200;
    /// What is written could not be made out.
    NOT_READABLE = 5008, 200;
    /// Something else is wrong with the front.
    FRONT_FAILED = 7001, 200;
    /// Something else is wrong with the back.
    BACK_FAILED = 7002, 200;
    /// Something else is wrong with the back of a car's licence.
    CAR_BACK_FAILED = 7003, 200;
    /// Something else is wrong with its front.
    CAR_FRONT_FAILED = 7004, 200;
    /// Something else is wrong with the driving licence.
    DRIVING_FAILED = 7005, 200;
    /// Something else is wrong with the passport.
    PASSPORT_FAILED = 7006, 200;
    /// Something else is wrong with the faces.
    FACE_MATCH_FAILED = 7008, 200;
}

#[cfg(test)]
mod tests {
    use super::{ALL, of_fault};
    use mithaq_domain::transaction::fault::Fault;

    #[test]
    fn every_fault_has_the_code_of_its_number_and_refuses_by_a_rule() {
        for fault in Fault::ALL {
            let code = of_fault(*fault);
            assert_eq!((code.number, code.status), (fault.number(), 200));
        }
    }

    #[test]
    fn every_number_occurs_once() {
        let mut numbers: Vec<u16> = ALL.iter().map(|code| code.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), ALL.len());
    }
}
