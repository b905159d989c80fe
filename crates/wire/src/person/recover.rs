//! Reading the calls about forgotten passwords and mailboxes, and those of the company's staff.

use mithaq_domain::{id::PersonId, otp::Destination};

use super::{Shown, filled, finish, is_blank, shown};
use crate::{
    code,
    json::Json,
    read::{FieldError, Reader, whole},
};

/// A step of `ForgetPassword/…` or `ForgetPasswordByPhone/…`.
pub struct Recovery {
    /// Where the code goes: what the caller named.
    pub to: Destination,
    /// Its path as sent.
    pub path: String,
    /// The national number.
    pub id_number: Option<String>,
}

/// Reads a step that sends a code.
pub fn read_recovery(body: &Json) -> Result<Recovery, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let to = destination(&mut reader);
    let id_number = filled(reader.text("idNumber", 32));
    finish(reader, to, |(to, path)| Recovery {
        to,
        path,
        id_number,
    })
}

/// Reads a step that checks a code; `names` are those of the request's id and of the digits.
pub fn read_recovery_check(
    body: &Json,
    names: (&str, &str),
) -> Result<(Destination, Shown), Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let to = destination(&mut reader);
    let shown = required_code(&mut reader, names);
    finish(reader, to.zip(shown), |((to, _), shown)| (to, shown))
}

fn required_code(reader: &mut Reader<'_>, (id, digits): (&str, &str)) -> Option<Shown> {
    if reader.value(digits).is_none_or(is_blank) {
        reader.refuse(reader.path_of(digits), code::REQUIRED);
    }
    shown(reader, id, digits)
}

/// `emailOrPhoneNumber`, or one of the two under its own name.
fn destination(reader: &mut Reader<'_>) -> Option<(Destination, String)> {
    const NAMES: [&str; 3] = ["emailOrPhoneNumber", "phoneNumber", "email"];
    let sent = |name: &&str| reader.value(name).is_some_and(|value| !is_blank(value));
    let Some(name) = NAMES.into_iter().find(sent) else {
        reader.refuse(reader.path_of("emailOrPhoneNumber"), code::REQUIRED);
        return None;
    };
    let is_email = reader.text(name, 256)?.contains('@');
    let to = if is_email {
        super::email(reader, name).map(Destination::Email)
    } else {
        super::phone(reader, name).map(Destination::Phone)
    };
    to.map(|to| (to, reader.path_of(name)))
}

/// `ForgetPassword/Reset`.
pub struct Reset {
    /// Whose.
    pub person: PersonId,
    /// What was granted.
    pub reset_code: String,
    /// The new password.
    pub password: String,
    /// The path of the reset code as sent.
    pub path: String,
}

/// Reads `ForgetPassword/Reset`.
pub fn read_reset(body: &Json) -> Result<Reset, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let person = required_user(&mut reader);
    let reset_code = reader.required_text("resetCode", 256);
    let path = reader.path_of("resetCode");
    if reader.value("password").is_none_or(is_blank) {
        reader.refuse(reader.path_of("password"), code::REQUIRED);
    }
    let password = super::password(&mut reader, "password");
    finish(reader, person.zip(password), |(person, password)| Reset {
        person,
        reset_code,
        password,
        path,
    })
}

/// Reads `CancelVerifiedDigitalIdentityForAdmin`.
pub fn read_user(body: &Json) -> Result<PersonId, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let person = required_user(&mut reader);
    finish(reader, person, |person| person)
}

fn required_user(reader: &mut Reader<'_>) -> Option<PersonId> {
    if reader.value("userId").is_none_or(is_blank) {
        reader.refuse(reader.path_of("userId"), code::REQUIRED);
        return None;
    }
    reader.integer("userId").map(PersonId::new)
}

/// `GetUsers`.
pub struct GetUsers {
    /// Words that find the person.
    pub filter: Option<String>,
    /// Only those who are kept out now.
    pub only_locked: bool,
    /// Whether only holders of a permission or role are wanted, of which persons have none.
    pub only_members: bool,
    /// At most this many.
    pub max: i64,
    /// After leaving out this many.
    pub skip: i64,
    /// Oldest first.
    pub oldest_first: bool,
}

/// Items of a page unless the caller says otherwise, and at most (`wire.md` 1.4).
const PAGE: (i64, i64) = (25, 1000);

/// Reads `GetUsers`.
pub fn read_get_users(body: &Json) -> Result<GetUsers, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let filter = filled(reader.text("filter", 256));
    let only_locked = reader.flag("onlyLockedUsers");
    let only_members = permissions(&mut reader) | role(&mut reader);
    let max = within(&mut reader, "maxResultCount", (1, PAGE.1), PAGE.0);
    let skip = within(&mut reader, "skipCount", (0, i64::MAX), 0);
    let sorting = filled(reader.text("sorting", 64));
    let words = sorting.unwrap_or_default().to_ascii_lowercase();
    let oldest_first = match words.split_whitespace().collect::<Vec<_>>().as_slice() {
        [] | ["creationtime", "desc"] => false,
        ["creationtime"] | ["creationtime", "asc"] => true,
        _ => {
            reader.refuse(reader.path_of("sorting"), code::OUT_OF_RANGE);
            false
        }
    };
    reader.finish(GetUsers {
        filter,
        only_locked,
        only_members,
        max,
        skip,
        oldest_first,
    })
}

fn within(reader: &mut Reader<'_>, name: &str, (least, most): (i64, i64), default: i64) -> i64 {
    let number = reader.integer(name).unwrap_or(default);
    if !(least..=most).contains(&number) {
        reader.refuse(reader.path_of(name), code::OUT_OF_RANGE);
    }
    number
}

fn permissions(reader: &mut Reader<'_>) -> bool {
    match reader.value("permissions") {
        None => false,
        Some(Json::List(items)) => !items.is_empty(),
        Some(_) => {
            reader.refuse(reader.path_of("permissions"), code::WRONG_TYPE);
            false
        }
    }
}

/// Whether a role is named that no person has. `role` is a number of the vendor's.
fn role(reader: &mut Reader<'_>) -> bool {
    let number = reader
        .value("role")
        .is_some_and(|role| !is_blank(role) && whole(role) != Some(0));
    let name = filled(reader.text("roleName", 64));
    number || name.is_some_and(|name| !name.trim().eq_ignore_ascii_case("user"))
}
