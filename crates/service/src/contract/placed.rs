//! A document that is an existing PDF: which text stands at which place, what moves to the signature
//! page because it has no room, and the file that comes of it.

use std::{borrow::Cow, collections::BTreeMap};

use mithaq_domain::form::{Form, Value, Values};
use mithaq_pades::{Answers, Filling, SignaturePlace};
use mithaq_typeset::{
    self as typeset, Content, Frame, Overprint, PlacedField, RenderError, SignerFrame,
};

use super::{
    filled::{self, Filled},
    material::{Made, bilingual, signature_fields},
};
use crate::{Failure, document::PlacedDocument};

/// Values as they are printed, by key, and by key and form.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a>(&'a BTreeMap<String, typeset::Value>);

impl<'a> Shown<'a> {
    /// A field's value in a form; none where it has none.
    pub(super) fn of(self, key: &str, format: Option<&str>) -> Option<&'a typeset::Value> {
        let place = match format {
            None => Cow::Borrowed(key),
            Some(format) => Cow::Owned(format!("{key}|{format}")),
        };
        self.0.get(place.as_ref())
    }
}

/// What is placed on a PDF.
pub(super) struct Placing<'a> {
    placed: &'a PlacedDocument,
    form: &'a Form,
    values: &'a Values,
    shown: Shown<'a>,
}

impl<'a> Placing<'a> {
    pub(super) fn new(
        placed: &'a PlacedDocument,
        form: &'a Form,
        values: &'a Values,
        shown: &'a BTreeMap<String, typeset::Value>,
    ) -> Self {
        Self {
            placed,
            form,
            values,
            shown: Shown(shown),
        }
    }

    /// The document with its signature page. Values that have too little room are named by a sign
    /// at their place and stand whole on the signature page.
    pub(super) fn document(&self, input: &typeset::Input<'_>) -> Result<Made, Failure> {
        if self.placed.upload.is_signed() {
            return self.signed(input);
        }
        let fields = self.placed.template.fields();
        let mut contents: Vec<Content> = fields.iter().map(|field| self.content(field)).collect();
        let values = (self.form, self.values, self.shown);
        let filled = filled::fill(self.placed, values, (input, Some(1)))?;
        let (mut moved, mut annex) = (Vec::new(), Vec::new());
        for (place, sign) in &filled.moved {
            if let Some(place) = self.placed.form_places.get(*place) {
                annex.push(self.row((&place.key, place.format.as_deref()), Some(sign)));
                moved.push(place.key.clone());
            }
        }
        let printed = match self.print(input, &contents, &annex) {
            Err(RenderError::DoesNotFit(places)) => {
                for (number, place) in (annex.len().saturating_add(1)..).zip(places) {
                    let (Some(content), Some(field)) = (contents.get_mut(place), fields.get(place))
                    else {
                        continue;
                    };
                    let sign = format!("*{number}");
                    annex.push(self.row((&field.key, field.format.as_deref()), Some(&sign)));
                    moved.push(field.key.clone());
                    *content = Content::Text(sign);
                }
                self.print(input, &contents, &annex)
            }
            printed => printed,
        };
        Ok(Made {
            moved,
            ..self.filled(printed?, &filled, input.signers)?
        })
    }

    /// A document that others have signed already: only its form is filled in. It gets no page; who signs does so in
    /// the fields that wait for it, then in ones that are not seen.
    fn signed(&self, input: &typeset::Input<'_>) -> Result<Made, Failure> {
        let upload = &self.placed.upload;
        let values = (self.form, self.values, self.shown);
        let filled = filled::fill(self.placed, values, (input, None))?;
        let places = upload.signature_places(input.signers.len());
        let answers = Answers {
            looks: &filled.looks,
            given: &filled.given,
        };
        let frame = |(place, signer): (&SignaturePlace, &SignerFrame)| Frame {
            field_name: signer.field_name.clone(),
            page_index: place.page_index,
            rect: place.rect,
        };
        let shown = self.shown.0.values();
        let printed: Vec<&str> = shown
            .flat_map(|value| [value.en.as_str(), value.ar.as_str()])
            .collect();
        Ok(Made {
            pdf: upload.fill_signed(&answers, &places)?,
            page_count: upload.pages().len(),
            frames: places.iter().zip(input.signers).map(frame).collect(),
            unprintable: typeset::unprintable(&printed.join("\n")),
            moved: Vec::new(),
            in_file: places.into_iter().map(|place| place.name).collect(),
        })
    }

    /// The labels and values of what is placed, each field once.
    pub(super) fn rows(&self) -> Vec<(typeset::Bilingual, typeset::Value)> {
        let mut keys = Vec::new();
        let mut rows = Vec::new();
        let of_form = self.placed.form_places.iter();
        let of_form = of_form.map(|place| (&place.key, place.format.as_deref()));
        let placed = self.placed.template.fields().iter();
        let placed = placed.map(|field| (&field.key, field.format.as_deref()));
        for (key, format) in of_form.chain(placed) {
            let is_new = !keys.contains(&key);
            if is_new && self.values.contains_key(key) {
                keys.push(key);
                rows.push(self.row((key, format), None));
            }
        }
        rows
    }

    fn print(
        &self,
        input: &typeset::Input<'_>,
        contents: &[Content],
        annex: &[(typeset::Bilingual, typeset::Value)],
    ) -> Result<Overprint, RenderError> {
        let template = (&self.placed.template, contents);
        typeset::render_over(input, template, &self.placed.sizes, annex)
    }

    fn filled(
        &self,
        over: Overprint,
        filled: &Filled,
        signers: &[SignerFrame],
    ) -> Result<Made, Failure> {
        let printed = over.printed;
        let fields = signature_fields(&printed.frames, signers);
        let pdf = self.placed.upload.fill(&Filling {
            printed: &printed.pdf,
            overlays: &over.overlays,
            fields: &fields,
            answers: Answers {
                looks: &filled.looks,
                given: &filled.given,
            },
        })?;
        Ok(Made {
            pdf,
            page_count: printed.page_count,
            frames: printed.frames,
            unprintable: printed.unprintable,
            moved: Vec::new(),
            in_file: Vec::new(),
        })
    }

    fn content(&self, field: &PlacedField) -> Content {
        let Some(value) = self.values.get(&field.key) else {
            return Content::Empty;
        };
        if let Some(wanted) = &field.check {
            let is_checked = match value {
                Value::Text(text) => text == wanted,
                Value::List(ids) => ids.contains(wanted),
                Value::Rows(_) | Value::File(_) => false,
            };
            return if is_checked {
                Content::Check
            } else {
                Content::Empty
            };
        }
        let shown = self.shown.of(&field.key, field.format.as_deref());
        shown.map_or(Content::Empty, |shown| {
            Content::Text(shown.side(field.language).clone())
        })
    }

    fn row(
        &self,
        (key, format): (&str, Option<&str>),
        sign: Option<&str>,
    ) -> (typeset::Bilingual, typeset::Value) {
        let label = self.form.field(key).map(|field| bilingual(&field.label));
        let label = label.unwrap_or_else(|| typeset::Bilingual::same(key.to_owned()));
        let label = match sign {
            Some(sign) => label.map(|_, label| format!("{sign} {label}")),
            None => label,
        };
        let value = self.shown.of(key, format).cloned();
        (label, value.unwrap_or_default())
    }
}
