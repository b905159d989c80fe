//! Values put into the fields of a form: what is stored, and how it looks (ISO 32000-2 12.7.4.3).
//!
//! What does not live here: how a text is set; that comes as a page for each box.

use crate::pdf::form_field::{FieldKind, FormField, on_states};
use crate::pdf::frame::Frame;
use crate::pdf::revision::Revision;
use crate::pdf::serialize::{integer, name, text};
use crate::pdf::{PdfError, import};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeMap;

/// The values of a form's fields.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answers<'a> {
    /// A PDF: a page for each box of each field that gets a text, in the order of `given`.
    pub looks: &'a [u8],
    /// The fields that get a value, each once.
    pub given: &'a [Answer],
}

/// The value of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The field's full name.
    pub field: String,
    /// What it gets.
    pub value: AnswerValue,
}

/// What a field gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerValue {
    /// A text; of a list one of its choices as it is stored.
    Text(String),
    /// Choices of a list, as they are stored.
    Several(Vec<String>),
    /// What is on; none for off.
    State(Option<String>),
}

/// Writes values and looks into the revision. `close` makes every field read-only.
pub(super) fn write(
    fields: &[FormField],
    answers: &Answers<'_>,
    close: bool,
    revision: &mut Revision<'_, '_>,
) -> Result<(), PdfError> {
    let mut changed = Changed {
        objects: BTreeMap::new(),
        values_alone: !close,
    };
    let boxes = |answer: &Answer| {
        let field = fields.iter().find(|field| field.name == answer.field);
        field.map_or(0, |field| field.boxes.len())
    };
    // What is printed behind them, such as a signature page, is not taken.
    let forms = match answers.given.iter().map(boxes).sum() {
        0 => Vec::new(),
        boxes => import::pages(answers.looks, (&[], boxes), revision)?,
    };
    let mut forms = forms.into_iter();
    for answer in answers.given {
        put(fields, answer, (&mut forms, &mut changed), revision)?;
    }
    if close {
        for field in fields {
            let dictionary = changed.of(field.id, revision)?;
            let flags = dictionary.get(b"Ff").and_then(Object::as_i64);
            dictionary.set("Ff", flags.unwrap_or(field.flags) | 1);
        }
    }
    for (id, dictionary) in changed.objects {
        revision.put_dictionary(id, &dictionary);
    }
    Ok(())
}

fn put(
    fields: &[FormField],
    answer: &Answer,
    (forms, changed): (&mut impl Iterator<Item = import::PageForm>, &mut Changed),
    revision: &mut Revision<'_, '_>,
) -> Result<(), PdfError> {
    let field = fields.iter().find(|field| field.name == answer.field);
    let field = field.ok_or_else(|| PdfError::BadFieldName(answer.field.clone()))?;
    let is_closed = changed.values_alone && field.is_apart;
    if field.is_read_only || field.is_locked || !field.is_seen || is_closed {
        return Err(PdfError::ChangeForbidden);
    }
    let (stored, values) = match &answer.value {
        AnswerValue::State(state) => {
            return put_state(field, state.as_deref(), changed, revision);
        }
        AnswerValue::Text(value) if value.is_empty() => (Object::Null, std::slice::from_ref(value)),
        AnswerValue::Text(value) => (text(value), std::slice::from_ref(value)),
        AnswerValue::Several(values) => {
            let stored = values.iter().map(|value| text(value)).collect();
            (Object::Array(stored), values.as_slice())
        }
    };
    put_value(field, (stored, values), changed, revision)?;
    put_looks(field, forms, changed, revision)
}

/// Objects on their way: a field and its widget may be one.
struct Changed {
    objects: BTreeMap<ObjectId, Dictionary>,
    /// Of a signed form nothing changes but values and looks of fields that are one with their box (pyHanko 0.38
    /// takes any change of a box apart from its field for an undue one), not even which lines of a list are marked (`/I`): `/V`
    /// counts before that (12.7.5.4).
    values_alone: bool,
}

impl Changed {
    fn of(
        &mut self,
        id: ObjectId,
        revision: &Revision<'_, '_>,
    ) -> Result<&mut Dictionary, PdfError> {
        let stored = revision.source.dictionary(id).ok_or(PdfError::Unreadable)?;
        Ok(self.objects.entry(id).or_insert_with(|| stored.clone()))
    }
}

fn put_value(
    field: &FormField,
    (stored, values): (Object, &[String]),
    changed: &mut Changed,
    revision: &Revision<'_, '_>,
) -> Result<(), PdfError> {
    let wrong = || PdfError::BadFieldName(field.name.clone());
    let values_alone = changed.values_alone;
    let dictionary = changed.of(field.id, revision)?;
    if !values_alone {
        dictionary.remove(b"I");
        dictionary.remove(b"RV");
    }
    match &field.kind {
        FieldKind::Text { most, .. } => {
            let letters = values.iter().map(|value| value.chars().count()).max();
            if most.is_some_and(|most| letters.unwrap_or(0) > most) {
                return Err(wrong());
            }
        }
        FieldKind::Choice {
            options,
            is_editable,
            ..
        } => {
            let place = |value: &String| options.iter().position(|option| option.0 == *value);
            let places: Option<Vec<usize>> = values
                .iter()
                .filter(|value| !value.is_empty())
                .map(place)
                .collect();
            match places {
                Some(mut places) if !values_alone && !is_editable && !places.is_empty() => {
                    places.sort_unstable();
                    let places: Vec<Object> = places.into_iter().map(integer).collect();
                    dictionary.set("I", places);
                }
                None if !is_editable => return Err(wrong()),
                _ => {}
            }
        }
        FieldKind::Button(_) | FieldKind::Other => return Err(wrong()),
    }
    match stored {
        Object::Null => dictionary.remove(b"V").map_or((), drop),
        stored => dictionary.set("V", stored),
    }
    Ok(())
}

fn put_state(
    field: &FormField,
    state: Option<&str>,
    changed: &mut Changed,
    revision: &Revision<'_, '_>,
) -> Result<(), PdfError> {
    let known = match (&field.kind, state) {
        (FieldKind::Button(states), Some(state)) => states.iter().any(|one| one == state),
        (FieldKind::Button(_), None) => true,
        _ => false,
    };
    if !known {
        return Err(PdfError::BadFieldName(field.name.clone()));
    }
    let dictionary = changed.of(field.id, revision)?;
    dictionary.set("V", name(state.unwrap_or("Off")));
    for widget in &field.widgets {
        let states = revision.source.dictionary(*widget);
        let states = states.map(|widget| on_states(revision.source, widget));
        let is_on = |state: &&str| states.iter().flatten().any(|one| one == state);
        let shown = state.filter(is_on).unwrap_or("Off");
        changed.of(*widget, revision)?.set("AS", name(shown));
    }
    Ok(())
}

fn put_looks(
    field: &FormField,
    forms: &mut impl Iterator<Item = import::PageForm>,
    changed: &mut Changed,
    revision: &mut Revision<'_, '_>,
) -> Result<(), PdfError> {
    for widget in &field.widgets {
        let form = forms.next().ok_or(PdfError::BadAppearance)?;
        let id = revision.allocate()?;
        let dictionary = revision.source.dictionary(*widget);
        let frame = dictionary.and_then(|widget| Frame::read(revision.source, widget));
        let frame = frame.ok_or(PdfError::Unreadable)?;
        draw(&frame, &form, id, revision)?;
        let mut looks = Dictionary::new();
        looks.set("N", Object::Reference(id));
        let widget = changed.of(*widget, revision)?;
        widget.set("AP", looks);
        widget.remove(b"AS");
    }
    Ok(())
}

/// Ground, frame and the text, upright in the widget's rectangle.
fn draw(
    frame: &Frame,
    form: &import::PageForm,
    id: ObjectId,
    revision: &mut Revision<'_, '_>,
) -> Result<(), PdfError> {
    let (width, height) = frame.size();
    let [left, bottom, right, top] = frame.rect;
    let (across, down) = (right - left, top - bottom);
    let bounds = form
        .bounds
        .as_array()
        .map_err(|_| PdfError::BadAppearance)?;
    let page = bounds.get(2).and_then(|right| right.as_float().ok());
    let scale = page.filter(|page| *page > 0.0).map(|page| width / page);
    let scale = scale.ok_or(PdfError::BadAppearance)?;
    let mut content = String::new();
    if let Some(color) = color(&frame.ground, ["g", "rg", "k"]) {
        content.push_str(&format!("{color} 0 0 {width} {height} re f "));
    }
    let line = frame.border_width();
    if let Some(color) = color(&frame.line, ["G", "RG", "K"]).filter(|_| line > 0.0) {
        let (half, wide, high) = (line / 2.0, width - line, height - line);
        content.push_str(&format!(
            "{color} {line} w {half} {half} {wide} {high} re S "
        ));
    }
    content.push_str(&format!(
        "/Tx BMC q {scale} 0 0 {scale} 0 0 cm /Text Do Q EMC"
    ));
    let matrix = match frame.turn {
        90 => [0.0, 1.0, -1.0, 0.0, across, 0.0],
        180 => [-1.0, 0.0, 0.0, -1.0, across, down],
        270 => [0.0, -1.0, 1.0, 0.0, 0.0, down],
        _ => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    };
    let reals = |numbers: &[f32]| Object::Array(numbers.iter().map(|n| Object::Real(*n)).collect());
    let mut pictures = Dictionary::new();
    pictures.set("Text", Object::Reference(form.id));
    let mut resources = Dictionary::new();
    resources.set("XObject", pictures);
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", name("XObject"));
    dictionary.set("Subtype", name("Form"));
    dictionary.set("BBox", reals(&[0.0, 0.0, width, height]));
    dictionary.set("Matrix", reals(&matrix));
    dictionary.set("Resources", resources);
    revision.put_stream(id, &dictionary, content.as_bytes());
    Ok(())
}

/// A colour of 1, 3 or 4 parts with its operator; none has no colour.
fn color(parts: &[f32], operators: [&str; 3]) -> Option<String> {
    let operator = match parts.len() {
        1 => operators.first(),
        3 => operators.get(1),
        4 => operators.get(2),
        _ => None,
    }?;
    let parts: Vec<String> = parts.iter().map(f32::to_string).collect();
    Some(format!("{} {operator}", parts.join(" ")))
}
