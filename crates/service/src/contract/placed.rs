//! A document that is an existing PDF: which text stands at which place, what moves to the signature
//! page because it has no room, and the file that comes of it.

use std::{borrow::Cow, collections::BTreeMap};

use mithaq_domain::form::{Form, Value, Values};
use mithaq_pades::Filling;
use mithaq_typeset::{self as typeset, Content, Overprint, PlacedField, RenderError, SignerFrame};

use super::material::{Made, bilingual, signature_fields};
use crate::{Failure, document::PlacedDocument};

/// What is placed on a PDF.
pub(super) struct Placing<'a> {
    placed: &'a PlacedDocument,
    form: &'a Form,
    values: &'a Values,
    shown: &'a BTreeMap<String, typeset::Value>,
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
            shown,
        }
    }

    /// The document with its signature page. Values that have too little room are named by a sign
    /// at their place and stand whole on the signature page.
    pub(super) fn document(&self, input: &typeset::Input<'_>) -> Result<Made, Failure> {
        let fields = self.placed.template.fields();
        let mut contents: Vec<Content> = fields.iter().map(|field| self.content(field)).collect();
        let mut moved = Vec::new();
        let printed = match self.print(input, &contents, &[]) {
            Err(RenderError::DoesNotFit(places)) => {
                let mut annex = Vec::new();
                for (number, place) in (1..).zip(places) {
                    let (Some(content), Some(field)) = (contents.get_mut(place), fields.get(place))
                    else {
                        continue;
                    };
                    let sign = format!("*{number}");
                    annex.push(self.row(field, Some(&sign)));
                    moved.push(field.key.clone());
                    *content = Content::Text(sign);
                }
                self.print(input, &contents, &annex)
            }
            printed => printed,
        };
        Ok(Made {
            moved,
            ..self.filled(printed?, input.signers)?
        })
    }

    /// The labels and values of what is placed, each field once.
    pub(super) fn rows(&self) -> Vec<(typeset::Bilingual, typeset::Value)> {
        let mut keys = Vec::new();
        let mut rows = Vec::new();
        for field in self.placed.template.fields() {
            let is_new = !keys.contains(&&field.key);
            if is_new && self.values.contains_key(&field.key) {
                keys.push(&field.key);
                rows.push(self.row(field, None));
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

    fn filled(&self, over: Overprint, signers: &[SignerFrame]) -> Result<Made, Failure> {
        let printed = over.printed;
        let fields = signature_fields(&printed.frames, signers);
        let pdf = self.placed.upload.fill(&Filling {
            printed: &printed.pdf,
            overlays: &over.overlays,
            fields: &fields,
        })?;
        Ok(Made {
            pdf,
            page_count: printed.page_count,
            frames: printed.frames,
            unprintable: printed.unprintable,
            moved: Vec::new(),
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
        let shown = self.shown(field);
        shown.map_or(Content::Empty, |shown| {
            Content::Text(shown.side(field.language).clone())
        })
    }

    fn shown(&self, field: &PlacedField) -> Option<&typeset::Value> {
        let place = match &field.format {
            None => Cow::Borrowed(&field.key),
            Some(format) => Cow::Owned(format!("{}|{format}", field.key)),
        };
        self.shown.get(place.as_ref())
    }

    fn row(&self, field: &PlacedField, sign: Option<&str>) -> (typeset::Bilingual, typeset::Value) {
        let label = self
            .form
            .field(&field.key)
            .map(|field| bilingual(&field.label));
        let label = label.unwrap_or_else(|| typeset::Bilingual::same(field.key.clone()));
        let label = match sign {
            Some(sign) => label.map(|_, label| format!("{sign} {label}")),
            None => label,
        };
        let value = self.shown(field).cloned();
        (label, value.unwrap_or_default())
    }
}
