//! The values of a PDF's own form: what each of its fields gets, and how that looks in its boxes.
//!
//! Not here: how it comes into the file, which is `pades`'.

use mithaq_domain::form::{Form, Value, Values};
use mithaq_pades::{Answer, AnswerValue, FieldBox, FieldKind, FormField};
use mithaq_typeset::{
    self as typeset, Align, Content, Direction, Language, PlacedTemplate, RenderError, direction,
    render_over,
};
use serde_json::{Value as Json, json};

use super::placed::Shown;
use crate::{
    Failure,
    document::{
        PlacedDocument,
        form_field::{FormPlace, find},
    },
};

/// A page may be so many times as large as its box: what is printed on it is then as much smaller.
const MOST_SCALE: f32 = 16.0;
/// The sizes of letters that the typesetter has, in points.
const SIZES: (f32, f32) = (4.0, 40.0);
/// The least side of a rectangle on a page, in points.
const LEAST_RECT: f32 = 4.0;
const USUAL_SIZE: f32 = 10.0;
const LEAST_SIZE: f32 = 6.0;

/// The form as it is filled in.
pub(super) struct Filled {
    /// A page for each box.
    pub(super) looks: Vec<u8>,
    pub(super) given: Vec<Answer>,
    /// The places whose values stand elsewhere for want of room, and the sign that stands in theirs.
    pub(super) moved: Vec<(usize, String)>,
}

/// Of a form's field, what it gets and what its boxes show.
struct Entry<'a> {
    /// Its number among the places.
    index: usize,
    place: &'a FormPlace,
    target: &'a FormField,
    value: AnswerValue,
    /// Nothing where looks are part of the form.
    text: Option<String>,
    /// How much larger than its box the page is.
    scale: f32,
    /// Whether that is so that more text has room.
    is_enlarged: bool,
}

/// One printed page: which entry, and its box.
type Page<'e, 'a> = (usize, &'e Entry<'a>, &'a FieldBox);

/// Fills the form of a document. With `first_sign`, what has too little room is replaced by a sign with a
/// number, counted from that; without, it is printed as small as it must be.
pub(super) fn fill(
    placed: &PlacedDocument,
    (form, values, shown): (&Form, &Values, Shown<'_>),
    (input, first_sign): (&typeset::Input<'_>, Option<usize>),
) -> Result<Filled, Failure> {
    let mut entries = Vec::new();
    for (index, place) in placed.form_places.iter().enumerate() {
        let target = find(&placed.upload, place);
        let target = target.ok_or(Failure::Inconsistent("a form without a field of its own"))?;
        entries.push(entry((index, place), target, (form, values, shown)));
    }
    let mut moved = Vec::new();
    let mut number = first_sign;
    if let Some(number) = &mut number {
        for at in 0..entries.len() {
            if entries.get(at).is_some_and(Entry::is_too_long) {
                replace(&mut entries, at, number, &mut moved);
            }
        }
    }
    loop {
        let without = match print(&entries, input)? {
            Ok(looks) => {
                let given = entries.iter().map(Entry::answer).collect();
                return Ok(Filled {
                    looks,
                    given,
                    moved,
                });
            }
            Err(without) => without,
        };
        for at in without {
            let is_moved = moved.iter().any(|(index, _)| *index == at);
            match &mut number {
                Some(number) if !is_moved => replace(&mut entries, at, number, &mut moved),
                _ => enlarge(&mut entries, at)?,
            }
        }
    }
}

/// Puts a sign in the place of a value.
fn replace(
    entries: &mut [Entry<'_>],
    at: usize,
    number: &mut usize,
    moved: &mut Vec<(usize, String)>,
) {
    if let Some(entry) = entries.get_mut(at) {
        let sign = format!("*{number}");
        *number = number.saturating_add(1);
        moved.push((entry.index, sign.clone()));
        let most = entry.most().unwrap_or(usize::MAX);
        let sign: String = if sign.len() > most {
            String::new()
        } else {
            sign
        };
        entry.value = AnswerValue::Text(sign.clone());
        entry.text = Some(sign);
    }
}

fn enlarge(entries: &mut [Entry<'_>], at: usize) -> Result<(), Failure> {
    let entry = entries.get_mut(at);
    let entry = entry.filter(|entry| entry.scale < MOST_SCALE);
    let entry =
        entry.ok_or_else(|| Failure::Render("a box of the form is too small".to_owned()))?;
    entry.scale *= 2.0;
    entry.is_enlarged = true;
    Ok(())
}

fn entry<'a>(
    (index, place): (usize, &'a FormPlace),
    target: &'a FormField,
    (form, values, shown): (&Form, &Values, Shown<'_>),
) -> Entry<'a> {
    let value = values.get(&place.key);
    let printed = shown.of(&place.key, place.format.as_deref());
    // What would turn the direction of a text stands by its name in what is stored, too.
    let printed = printed.map(|shown| typeset::visible(shown.side(place.language)));
    let printed = printed.unwrap_or_default();
    let (value, text) = match &target.kind {
        FieldKind::Button(states) => (state(place, states, value), None),
        FieldKind::Choice { options, .. } => {
            let field = form.field(&place.key);
            let has_choices = field.is_some_and(|field| !field.options.is_empty());
            match (value, has_choices) {
                (Some(Value::Text(id)), true) => {
                    let stored = place.called(id).to_owned();
                    let text = called(options, &stored);
                    (AnswerValue::Text(stored), Some(text))
                }
                (Some(Value::List(ids)), true) => {
                    let stored: Vec<String> =
                        ids.iter().map(|id| place.called(id).to_owned()).collect();
                    let text: Vec<String> = stored.iter().map(|one| called(options, one)).collect();
                    (AnswerValue::Several(stored), Some(text.join("\n")))
                }
                _ => (AnswerValue::Text(printed.clone()), Some(printed)),
            }
        }
        FieldKind::Text { is_multiline, .. } => {
            let text = match is_multiline {
                true => printed,
                false => printed.replace('\n', " "),
            };
            (AnswerValue::Text(text.clone()), Some(text))
        }
        FieldKind::Other => (AnswerValue::State(None), None),
    };
    let mut entry = Entry {
        index,
        place,
        target,
        value,
        text,
        scale: 1.0,
        is_enlarged: false,
    };
    while entry.scale < MOST_SCALE && entry.is_below(LEAST_RECT) {
        entry.scale *= 2.0;
    }
    entry
}

/// What a list shows for what it stores.
fn called(options: &[(String, String)], stored: &str) -> String {
    let shown = options.iter().find(|option| option.0 == stored);
    shown.map_or(stored, |option| &option.1).to_owned()
}

/// What of a button is on.
fn state(place: &FormPlace, states: &[String], value: Option<&Value>) -> AnswerValue {
    let is = |wanted: &str| match value {
        Some(Value::Text(text)) => text == wanted,
        Some(Value::List(ids)) => ids.iter().any(|id| id == wanted),
        Some(Value::Rows(_) | Value::File(_)) | None => false,
    };
    let on = match (&place.check, states, value) {
        (check, [only], _) if check.is_some() || is("true") || is("false") => {
            is(check.as_deref().unwrap_or("true")).then(|| only.clone())
        }
        (_, _, Some(Value::Text(id))) => {
            let called = place.called(id);
            states.iter().find(|state| *state == called).cloned()
        }
        _ => None,
    };
    AnswerValue::State(on)
}

/// Prints the boxes; else the entries that have too little room.
fn print(
    entries: &[Entry<'_>],
    input: &typeset::Input<'_>,
) -> Result<Result<Vec<u8>, Vec<usize>>, Failure> {
    let pages: Vec<Page<'_, '_>> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.text.is_some())
        .flat_map(|(at, entry)| entry.target.boxes.iter().map(move |one| (at, entry, one)))
        .collect();
    if pages.is_empty() {
        return Ok(Ok(Vec::new()));
    }
    let (mut fields, mut contents, mut of) = (Vec::new(), Vec::new(), Vec::new());
    let mut sizes = Vec::new();
    for (number, (at, entry, one)) in (1..).zip(&pages) {
        sizes.push((one.width * entry.scale, one.height * entry.scale));
        for (rect, text) in entry.cells(one) {
            fields.push(entry.field(number, (one, rect), &text));
            contents.push(Content::Text(text));
            of.push(*at);
        }
    }
    // A page without text is left out: each has one, be it empty.
    let title = json!({"en": "-", "ar": "-"});
    let template = json!({"format": 3, "title": title, "fields": fields}).to_string();
    let template = PlacedTemplate::parse(&template, &sizes)?;
    let alone = typeset::Input {
        signers: &[],
        marks: &[],
        attached: &[],
        ..*input
    };
    match render_over(&alone, (&template, &contents), &sizes, &[]) {
        Ok(over) => Ok(Ok(over.printed.pdf)),
        Err(RenderError::DoesNotFit(places)) => {
            let mut without: Vec<usize> = places
                .iter()
                .filter_map(|at| of.get(*at).copied())
                .collect();
            without.dedup();
            Ok(Err(without))
        }
        Err(error) => Err(error.into()),
    }
}

impl Entry<'_> {
    fn answer(&self) -> Answer {
        Answer {
            field: self.target.name.clone(),
            value: self.value.clone(),
        }
    }

    /// Most letters that its field takes.
    const fn most(&self) -> Option<usize> {
        match self.target.kind {
            FieldKind::Text { most, .. } => most,
            _ => None,
        }
    }

    fn is_too_long(&self) -> bool {
        let letters = self.text.as_ref().map_or(0, |text| text.chars().count());
        self.most().is_some_and(|most| letters > most)
    }

    /// Whether a rectangle would be smaller than the typesetter takes.
    fn is_below(&self, least: f32) -> bool {
        let boxes = self.target.boxes.iter();
        let mut cells = boxes.flat_map(|one| self.cells(one));
        cells.any(|([_, _, width, height], _)| width.min(height) * self.scale < least)
    }

    /// The rectangles and their texts, measured as the box is: one, or a cell for each letter.
    fn cells(&self, one: &FieldBox) -> Vec<([f32; 4], String)> {
        let text = self.text.clone().unwrap_or_default();
        // Descenders reach below the line that the typesetter measures to.
        let above = (0.275 * one.height).min(5.0).max(one.border);
        let height = one.height - 2.0 * above;
        if let FieldKind::Text {
            most: Some(most),
            is_comb: true,
            ..
        } = self.target.kind
        {
            let width = one.width / f32::from(u16::try_from(most).unwrap_or(u16::MAX));
            let is_rtl = direction(&text) == Direction::RightToLeft;
            let last = most.saturating_sub(1);
            let cell = |(at, letter): (usize, char)| {
                let at = if is_rtl { last.saturating_sub(at) } else { at };
                let left = width * f32::from(u16::try_from(at).unwrap_or(u16::MAX));
                ([left, above, width, height], letter.to_string())
            };
            let cells: Vec<_> = text.chars().enumerate().map(cell).collect();
            if !cells.is_empty() {
                return cells;
            }
        }
        let beside = (one.border + 2.0).min(0.1 * one.width);
        let rect = [beside, above, one.width - 2.0 * beside, height];
        vec![(rect, text)]
    }

    /// As the typesetter's template has it.
    fn field(&self, page: usize, (one, rect): (&FieldBox, [f32; 4]), text: &str) -> Json {
        let scale = self.scale;
        let size = self.place.size.or(one.size).unwrap_or(USUAL_SIZE);
        let size = (size * scale).clamp(SIZES.0, SIZES.1);
        let least = match self.is_enlarged {
            true => SIZES.0,
            false => self.place.least.unwrap_or(LEAST_SIZE) * scale,
        };
        let is_rtl = direction(text) == Direction::RightToLeft;
        // Digits alone stand where their language has them.
        let language = match (is_rtl, text.chars().any(char::is_alphabetic)) {
            (true, _) => Language::Ar,
            (false, true) => Language::En,
            (false, false) => self.place.language,
        };
        let align = match (self.place.align, one.alignment) {
            _ if self.is_comb() => "center",
            (Some(Align::Center), _) | (None, 1) => "center",
            (Some(Align::End), _) => "end",
            (None, 2) if !is_rtl => "end",
            _ => "start",
        };
        json!({
            "key": self.place.key,
            "page": page,
            "rect": rect.map(|side| side * scale),
            "language": language,
            "size": size,
            "least": least.clamp(SIZES.0, size),
            "align": align,
        })
    }

    const fn is_comb(&self) -> bool {
        matches!(self.target.kind, FieldKind::Text { is_comb: true, .. })
    }
}
