//! What went wrong, carried from the form that was refused to the page that says so, once. The
//! cookie holds numbers and input names only, never what somebody typed; whoever writes it by hand
//! can only make their own page show a sentence of ours.

use mithaq_domain::{
    form::{FieldType, ValueRefusal},
    otp::Refusal,
};
use mithaq_i18n::Locale;
use mithaq_service::session::{GuestRefusal, SaveRefusal};
use mithaq_wire::code::{self, of_message, of_not_eligible};

use super::page::{Page, Problem};

/// The errors that a refused form may lead to.
const KNOWN: [u32; 39] = [
    1102, 1106, 1107, 1109, 1111, 1112, 1114, 1117, 1121, 1122, 1123, 1124, 1125, 1126, 1128, 1141,
    1142, 1143, 1144, 1145, 1146, 1147, 1301, 1302, 1303, 1304, 1305, 1306, 1313, 1340, 1341, 1342,
    1407, 1503, 1530, 1531, 1532, 1537, 1902,
];
/// More fields than a screen has.
const MOST: usize = 40;
/// The input that codes are typed into.
const CODE: &str = "code";

/// The input that a mailbox is typed into.
const EMAIL: &str = "email";

/// One error: its number, and the input that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) code: u32,
    field: Option<String>,
}

/// The form's page is too old, or the form came from elsewhere.
pub(super) fn stale() -> Vec<Item> {
    vec![item(1407)]
}

/// The form is longer than any of ours.
pub(super) fn too_large() -> Vec<Item> {
    vec![item(1102)]
}

/// The files are larger together than any form of ours.
pub(super) fn files_too_large() -> Vec<Item> {
    vec![item(1146)]
}

/// The upload broke off, or came too slowly.
pub(super) fn not_whole() -> Vec<Item> {
    vec![item(1147)]
}

/// What a refusal leads to; nothing where the next page says all there is to say.
pub(super) fn of_guest(refusal: GuestRefusal) -> Vec<Item> {
    match refusal {
        GuestRefusal::NotYours | GuestRefusal::WrongStep | GuestRefusal::IdentityHeld => Vec::new(),
        GuestRefusal::NotEligible(refusal) => vec![item(of_not_eligible(refusal).number.into())],
        GuestRefusal::StaleForm => stale(),
        GuestRefusal::Code(refusal) => vec![of_code(refusal)],
        GuestRefusal::TooManyCodes => vec![item(1902)],
        GuestRefusal::Message(refusal) => vec![item(of_message(refusal).number.into())],
        GuestRefusal::DocumentChanged => vec![item(1503)],
        GuestRefusal::NoMailbox => vec![beside(EMAIL, 1106)],
        GuestRefusal::NotAnEmail => vec![beside(EMAIL, 1112)],
        GuestRefusal::MailboxTaken => vec![beside(EMAIL, 1313)],
    }
}

/// What refused values lead to.
pub(super) fn of_save(refusal: SaveRefusal) -> Vec<Item> {
    match refusal {
        SaveRefusal::Guest(refusal) => of_guest(refusal),
        SaveRefusal::Fields(fields) => {
            let fields = fields.into_iter().take(MOST);
            fields
                .map(|(name, why)| Item {
                    code: of_value(why),
                    field: Some(name),
                })
                .collect()
        }
    }
}

fn of_code(refusal: Refusal) -> Item {
    match refusal {
        Refusal::Wrong { .. } => beside(CODE, 1301),
        Refusal::Expired => beside(CODE, 1302),
        Refusal::Exhausted => beside(CODE, 1303),
        Refusal::TooSoon { .. } => item(1304),
        Refusal::LockedForToday => item(1305),
        Refusal::NoneSent => item(1306),
    }
}

fn of_value(why: Option<ValueRefusal>) -> u32 {
    match why {
        None => 1106,
        Some(ValueRefusal::WrongType(FieldType::Text | FieldType::Multiline)) => 1107,
        Some(why) => code::of_value(why).number.into(),
    }
}

fn beside(input: &str, code: u32) -> Item {
    Item {
        code,
        field: Some(input.to_owned()),
    }
}

fn item(code: u32) -> Item {
    Item { code, field: None }
}

/// As the cookie's value: `1106:f.414.employer|1407`.
pub(super) fn write(items: &[Item]) -> String {
    let texts: Vec<String> = items
        .iter()
        .map(|item| match &item.field {
            Some(field) => format!("{}:{field}", item.code),
            None => item.code.to_string(),
        })
        .collect();
    texts.join("|")
}

/// Reads a cookie's value; what is not one of ours is passed over.
pub(super) fn read(text: &str) -> Vec<Item> {
    text.split('|').take(MOST).filter_map(read_item).collect()
}

fn read_item(text: &str) -> Option<Item> {
    let (code, field) = text
        .split_once(':')
        .map_or((text, None), |(code, field)| (code, Some(field)));
    let code: u32 = code.parse().ok()?;
    let known = KNOWN.contains(&code);
    let plain = |name: &str| {
        name.len() <= 128
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte))
    };
    known.then(|| Item {
        code,
        field: field.filter(|name| plain(name)).map(str::to_owned),
    })
}

/// The errors as the page shows them: beside an input only where the page has it.
pub(super) fn problems(items: &[Item], page: &Page, locale: Locale) -> Vec<Problem> {
    let here = |field: &&str| has_input(page, field);
    let problem = |item: &Item| Problem::new(locale, item.code, item.field.as_deref().filter(here));
    items.iter().map(problem).collect()
}

fn has_input(page: &Page, name: &str) -> bool {
    match page {
        Page::Phone(phone) => {
            phone.sent.is_some() && name == CODE || phone.may_change && name == EMAIL
        }
        Page::NameMailbox => name == EMAIL,
        Page::Review(review) => review.code.is_some() && name == CODE,
        Page::Sign(_) => name == CODE,
        Page::Missing(missing) => missing.fields.iter().any(|field| field.name == name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mithaq_domain::eligibility::NotEligible;

    #[test]
    fn every_reason_why_a_person_may_not_sign_reaches_the_page() {
        for refusal in [
            NotEligible::IdentityNotVerified,
            NotEligible::ContractPending,
            NotEligible::EmailNotConfirmed,
            NotEligible::UnderAge,
        ] {
            let items = of_guest(GuestRefusal::NotEligible(refusal));
            assert_eq!(read(&write(&items)), items, "{refusal:?}");
            assert_eq!(items.len(), 1);
        }
    }

    #[test]
    fn errors_read_back_and_what_is_not_ours_is_passed_over() {
        let items = vec![
            of_code(Refusal::Wrong { left: 3 }),
            Item {
                code: of_value(None),
                field: Some("f.414.monthlyIncome".to_owned()),
            },
            item(1503),
        ];
        assert_eq!(write(&items), "1301:code|1106:f.414.monthlyIncome|1503");
        assert_eq!(read(&write(&items)), items);
        assert_eq!(read("9999|x|-1||1301:<b>|1e3"), [item(1301)]);
        assert_eq!(read(&"1301|".repeat(1000)).len(), MOST);
    }

    #[test]
    fn every_error_has_a_sentence_in_both_languages() {
        for code in KNOWN {
            for locale in Locale::ALL {
                assert!(mithaq_i18n::has(locale, &format!("error-{code}")), "{code}");
            }
        }
    }
}
