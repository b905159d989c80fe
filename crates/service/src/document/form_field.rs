//! Fields of an existing PDF's own form that a contract's fields fill in, by their names.
//!
//! Here: what a template says of them, and what it may not. Not here: filling them in, see
//! `contract/filled.rs`.

use std::{collections::BTreeMap, fmt};

use mithaq_domain::{
    form::{Choice, Field, FieldType, Form, FormDefect},
    text::Bilingual,
};
use mithaq_pades::{FieldBox, FieldKind, FormField, Upload};
use mithaq_typeset::{Align, Language};
use serde::Deserialize;

/// The least box for a text, in points.
const LEAST_BOX: (f32, f32) = (8.0, 5.0);
/// The least cell of a comb, in points.
const LEAST_CELL: f32 = 1.0;
/// Most cells of a comb.
const MOST_CELLS: usize = 100;

/// A field of the contract and the field of the PDF's form that shows it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FormPlace {
    /// The contract's field.
    pub key: String,
    /// The full name of the form's field.
    pub field: String,
    /// The form in which its value is printed; plainly where there is none.
    pub format: Option<String>,
    /// Which side of the value is printed.
    #[serde(default = "arabic")]
    pub language: Language,
    /// The size of the letters in points; else what the form asks for.
    pub size: Option<f32>,
    /// What it may shrink to.
    pub least: Option<f32>,
    /// Where the text stands; else where the form has it.
    pub align: Option<Align>,
    /// On where the value is this one: `true` of a checkbox, else the id of a choice.
    pub check: Option<String>,
    /// Of ids of choices, what the form calls them; the same where it is not said.
    #[serde(default)]
    pub choices: BTreeMap<String, String>,
}

fn arabic() -> Language {
    Language::Ar
}

/// Why a field of a PDF's form cannot be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormFieldRefusal {
    /// There is none of that name.
    Unknown,
    /// Two places name it.
    Twice,
    /// The form says that nobody fills it in.
    ReadOnly,
    /// A signature that is there closes it, or it was filled in since the last one.
    Locked,
    /// No page shows it.
    Unseen,
    /// A button to press, a password, a file or a text with its own markup.
    Kind,
    /// Its boxes are apart from it, and the PDF is signed.
    Apart,
    /// Too small for any text.
    TooSmall,
    /// The letters' sizes are none.
    Size,
    /// It bears the name of a signature field of ours.
    Reserved,
}

impl FormFieldRefusal {
    /// A stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Twice => "twice",
            Self::ReadOnly => "read-only",
            Self::Locked => "locked",
            Self::Unseen => "unseen",
            Self::Kind => "kind",
            Self::Apart => "apart",
            Self::TooSmall => "too-small",
            Self::Size => "size",
            Self::Reserved => "reserved",
        }
    }
}

impl fmt::Display for FormFieldRefusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Unknown => "the PDF's form has no such field",
            Self::Twice => "it is named twice",
            Self::ReadOnly => "it is read-only",
            Self::Locked => {
                "a signature in the PDF closes it, or it was filled in since the last one"
            }
            Self::Unseen => "no page shows it",
            Self::Kind => "it is of a kind that is not filled in",
            Self::Apart => "its boxes are apart from it, and the PDF is signed",
            Self::TooSmall => "it is too small for a text",
            Self::Size => {
                "`size` and `least` must be between 4 and 40 points, `least` not above `size`"
            }
            Self::Reserved => "`Customer` or `Company` with a number is a signature field of ours",
        })
    }
}

/// Refuses a form one of whose fields, named or not, is called as a signature field that comes onto the signature page:
/// no contract could be made.
///
/// # Errors
/// The first such field, by its name.
pub(super) fn check_names(upload: &Upload) -> Result<(), (String, FormFieldRefusal)> {
    let mut fields = upload.fields().iter();
    let reserved = fields.find(|field| !upload.is_signed() && is_reserved(&field.name));
    reserved.map_or(Ok(()), |field| {
        Err((field.name.clone(), FormFieldRefusal::Reserved))
    })
}

/// Whether a full name, or the branch at its beginning, is one of `customer_field` or `company_field`, or the seal's.
fn is_reserved(name: &str) -> bool {
    let branch = name.split('.').next().unwrap_or_default();
    let number = branch.strip_prefix("Customer");
    let number = number.or_else(|| branch.strip_prefix("Company"));
    let is_number =
        |number: &str| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
    branch == "CompanySeal" || number.is_some_and(is_number)
}

/// Holds the places against the form, whatever the contract's fields are.
///
/// # Errors
/// The first field that cannot be filled in, by its name.
pub(super) fn check_places(
    places: &[FormPlace],
    upload: &Upload,
) -> Result<(), (String, FormFieldRefusal)> {
    for (index, place) in places.iter().enumerate() {
        let refused = |refusal| Err((place.field.clone(), refusal));
        let Some(field) = find(upload, place) else {
            return refused(FormFieldRefusal::Unknown);
        };
        let earlier = places.iter().take(index);
        if earlier.into_iter().any(|other| other.field == place.field) {
            return refused(FormFieldRefusal::Twice);
        }
        if let Some(refusal) = check_field(field) {
            return refused(refusal);
        }
        if upload.is_signed() && field.is_apart() {
            return refused(FormFieldRefusal::Apart);
        }
        let (size, least) = (place.size.unwrap_or(40.0), place.least.unwrap_or(4.0));
        if !(4.0..=40.0).contains(&size) || !(4.0..=size).contains(&least) {
            return refused(FormFieldRefusal::Size);
        }
    }
    Ok(())
}

/// The field that a place names.
pub(crate) fn find<'u>(upload: &'u Upload, place: &FormPlace) -> Option<&'u FormField> {
    let mut fields = upload.fields().iter();
    fields.find(|field| field.name == place.field)
}

fn check_field(field: &FormField) -> Option<FormFieldRefusal> {
    let cells = match field.kind {
        FieldKind::Text {
            most: Some(most),
            is_comb: true,
            ..
        } => most.min(MOST_CELLS),
        _ => 1,
    };
    let least = (LEAST_CELL * f32::from(u8::try_from(cells).unwrap_or(u8::MAX))).max(LEAST_BOX.0);
    let is_small = |one: &FieldBox| one.width < least || one.height < LEAST_BOX.1;
    let is_kind = match &field.kind {
        FieldKind::Other => false,
        FieldKind::Button(states) => !states.is_empty(),
        FieldKind::Text { most, is_comb, .. } => !is_comb || most.is_some_and(|n| n <= MOST_CELLS),
        FieldKind::Choice { .. } => true,
    };
    if !is_kind {
        Some(FormFieldRefusal::Kind)
    } else if field.is_read_only {
        Some(FormFieldRefusal::ReadOnly)
    } else if field.is_locked {
        Some(FormFieldRefusal::Locked)
    } else if !field.is_seen() {
        Some(FormFieldRefusal::Unseen)
    } else if field.boxes.iter().any(is_small) {
        Some(FormFieldRefusal::TooSmall)
    } else {
        None
    }
}

/// Holds the places against the contract's fields: what a value may be must have its like in the form.
///
/// # Errors
/// [`FormDefect::FormField`] of the first that does not.
pub(super) fn check_values(
    places: &[FormPlace],
    upload: &Upload,
    form: &Form,
) -> Result<(), FormDefect> {
    for place in places {
        // A key that no field has is told elsewhere.
        let (Some(field), Some(target)) = (form.field(&place.key), find(upload, place)) else {
            continue;
        };
        // Beside a signed PDF there is no page for a value that is too long.
        let is_bounded = !upload.is_signed() || has_room(place, field, &target.kind);
        if !fits(place, field, &target.kind) || !is_bounded {
            let (key, field) = (place.key.clone(), place.field.clone());
            return Err(FormDefect::FormField(key, field));
        }
    }
    Ok(())
}

/// Whether a field's longest value has no more letters than the form takes.
fn has_room(place: &FormPlace, field: &Field, kind: &FieldKind) -> bool {
    let FieldKind::Text {
        most: Some(most), ..
    } = kind
    else {
        return true;
    };
    let names = field
        .options
        .iter()
        .flat_map(|choice| [&choice.name.en, &choice.name.ar]);
    let longest = match (field.kind, &place.format) {
        (FieldType::Text | FieldType::Multiline, None) => {
            field.max.as_ref().and_then(|max| max.parse().ok())
        }
        (FieldType::Date, None) => Some(10),
        (FieldType::NationalId, None) => Some(14),
        (FieldType::Dropdown, None) => names.map(|name| name.chars().count()).max(),
        _ => None,
    };
    longest.is_some_and(|longest| longest <= *most)
}

/// The type and the choices that a place in the form lets one guess.
pub(super) fn taken(place: &FormPlace, upload: &Upload) -> Option<(FieldType, Vec<Choice>)> {
    // What the form calls a choice, turned round.
    let id = |called: &String| {
        let mut given = place.choices.iter();
        let given = given.find(|(_, name)| *name == called);
        given.map_or_else(|| called.clone(), |(id, _)| id.clone())
    };
    let choice = |called: &String, shown: &String| Choice {
        id: id(called),
        name: Bilingual {
            en: shown.clone(),
            ar: shown.clone(),
        },
    };
    match &find(upload, place)?.kind {
        FieldKind::Button(states) => match (&place.check, states.as_slice()) {
            (None, [_]) => Some((FieldType::Checkbox, Vec::new())),
            (Some(value), [_]) if value == "true" || value == "false" => {
                Some((FieldType::Checkbox, Vec::new()))
            }
            (Some(value), [_]) => Some((FieldType::Dropdown, vec![choice(value, value)])),
            (_, states) => {
                let choices = states.iter().map(|state| choice(state, state));
                Some((FieldType::Dropdown, choices.collect()))
            }
        },
        FieldKind::Choice {
            options,
            takes_several,
            ..
        } if !options.is_empty() => {
            let kind = match takes_several {
                true => FieldType::Multiselect,
                false => FieldType::Dropdown,
            };
            let choices = options.iter().map(|(stored, shown)| choice(stored, shown));
            Some((kind, choices.collect()))
        }
        _ => None,
    }
}

fn fits(place: &FormPlace, field: &Field, kind: &FieldKind) -> bool {
    let ids = || field.options.iter().map(|choice| choice.id.as_str());
    let is_one = field.kind == FieldType::Dropdown;
    match kind {
        FieldKind::Button(states) => match (&place.check, field.kind) {
            (None, FieldType::Checkbox) => states.len() == 1,
            (Some(value), FieldType::Checkbox) => {
                states.len() == 1 && (value == "true" || value == "false")
            }
            (Some(value), _) => states.len() == 1 && ids().any(|id| id == value),
            (None, _) => is_one && ids().all(|id| states.iter().any(|one| one == place.called(id))),
        },
        FieldKind::Choice {
            options,
            is_editable,
            takes_several,
        } => {
            let known = |id: &str| options.iter().any(|option| option.0 == place.called(id));
            let all_known = place.check.is_none() && ids().all(known);
            match field.kind {
                FieldType::Dropdown => all_known,
                FieldType::Multiselect => all_known && *takes_several,
                _ => *is_editable && place.check.is_none(),
            }
        }
        FieldKind::Text { .. } => place.check.is_none() && place.choices.is_empty(),
        FieldKind::Other => false,
    }
}

impl FormPlace {
    /// What the form calls a choice.
    pub(crate) fn called<'p>(&'p self, id: &'p str) -> &'p str {
        self.choices.get(id).map_or(id, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::is_reserved;

    #[test]
    fn what_our_signature_fields_are_called_is_reserved() {
        for name in ["Customer1", "Company12", "Customer1.name", "CompanySeal"] {
            assert!(is_reserved(name), "{name}");
        }
        for name in [
            "Customer",
            "Company name",
            "customer1",
            "Customer1a",
            "form.Customer1",
        ] {
            assert!(!is_reserved(name), "{name}");
        }
    }
}
