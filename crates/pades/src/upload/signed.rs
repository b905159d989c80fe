//! An upload that others have signed: their signatures hold on, so its bytes stay as they are, and only what
//! they allow comes behind them.
//!
//! What lives here: judging it, the places for further signatures, the revision with a form's values. What does
//! not: our seals, which are revisions of their own.

use super::answer::{self, Answers};
use super::inspect::{self, Signatures};
use super::view::view;
use super::{Ground, Upload, UploadPage, UploadRefusal as Refusal};
use crate::field::{SignatureField, annotate, bare_widget, check, enlist};
use crate::pdf::form_field::{self, FormField, annotations};
use crate::pdf::frame::Frame;
use crate::pdf::permission::Permissions;
use crate::pdf::revision::Revision;
use crate::pdf::{PdfError, Source, constraint, form};
use crate::verify::{Ground as Judged, judge_ground};
use lopdf::Object;
use std::collections::BTreeSet;

/// How fields for further signatures are called, with a number.
const ADDED: &str = "MithaqSeal";

/// Where a further signature goes.
#[derive(Debug, Clone, PartialEq)]
pub struct SignaturePlace {
    /// The full name of its field.
    pub name: String,
    /// The page, counted from 0.
    pub page_index: usize,
    /// Left, bottom, right, top; all zero where it is not seen.
    pub rect: [f32; 4],
    /// Whether the field is added.
    pub is_new: bool,
}

pub(super) fn inspect(source: Source<'_>) -> Result<Upload, Refusal> {
    inspect::inspect(&source, Signatures::Verified)?;
    let permissions = Permissions::read(&source).map_err(|_| Refusal::SignatureUnknown)?;
    // A lock of all fields but some closes those, too, that come later.
    if !permissions.allow_filling(ADDED) {
        return Err(Refusal::SignatureForbids);
    }
    let filled = match judge_ground(&source) {
        Judged::Sound(filled) => filled,
        Judged::Broken => return Err(Refusal::SignatureBroken),
        Judged::Unknown => return Err(Refusal::SignatureUnknown),
    };
    let mut pages = Vec::new();
    for id in source.document.page_iter() {
        let page = source.dictionary(id).ok_or(Refusal::Unreadable)?;
        // Table 31; a field that is added to what does not say that it is a page is an undue change.
        if !page.has_type(b"Page") {
            return Err(Refusal::Unreadable);
        }
        let (width, height) = view(&source, page)?.size();
        pages.push(UploadPage { width, height });
    }
    if pages.is_empty() {
        return Err(Refusal::Unreadable);
    }
    let mut fields = form_field::read(&source).map_err(|_| Refusal::Form)?.fields;
    for field in &mut fields {
        // Another value would leave the looks of this one behind, which belong to nothing then: an undue change.
        field.is_locked |= filled.contains(&field.name);
        // Of looks with a state, which a button has, only that state may change.
        field.is_locked |= !field.boxes.is_empty() && has_state(&source, field);
    }
    let places = waiting(&source, &permissions)?;
    Ok(Upload {
        bytes: source.bytes.to_vec(),
        document: source.document.into_owned(),
        pages,
        fields,
        ground: Ground::Signed(places),
    })
}

fn has_state(source: &Source<'_>, field: &FormField) -> bool {
    let mut widgets = field.widgets.iter();
    widgets.any(|id| source.dictionary(*id).is_some_and(|one| one.has(b"AS")))
}

/// The signature fields that wait and may be signed, in the order of the form.
fn waiting(source: &Source<'_>, permissions: &Permissions) -> Result<Vec<SignaturePlace>, Refusal> {
    let pages = annotations(source).map_err(|_| Refusal::Unreadable)?;
    let fields = form::signature_fields(source).map_err(|_| Refusal::Form)?;
    let mut names = BTreeSet::new();
    let all = form::field_names(source).map_err(|_| Refusal::Form)?;
    let twice: BTreeSet<String> = all
        .into_iter()
        .filter(|name| !names.insert(name.clone()))
        .collect();
    let mut places = Vec::new();
    for field in fields.iter().filter(|field| field.value.is_none()) {
        // One that asks for what a seal of ours does not do (12.7.5.5) is left for whom it is meant.
        let is_met = constraint::read(source, field, &fields).is_ok();
        let widget = source.dictionary(field.widget).ok_or(Refusal::Form)?;
        let frame = Frame::read(source, widget);
        if let (Some(page_index), Some(frame)) = (pages.get(&field.widget), frame)
            && is_met
            && !twice.contains(&field.name)
            && permissions.allow_filling(&field.name)
        {
            places.push(SignaturePlace {
                name: field.name.clone(),
                page_index: *page_index,
                rect: frame.rect,
                is_new: false,
            });
        }
    }
    Ok(places)
}

impl Upload {
    /// Places for so many further signatures: the fields of a signed upload that wait, then new ones that are not
    /// seen. None for an upload that nobody has signed.
    pub fn signature_places(&self, count: usize) -> Vec<SignaturePlace> {
        let Ground::Signed(waiting) = &self.ground else {
            return Vec::new();
        };
        let mut places: Vec<SignaturePlace> = waiting.iter().take(count).cloned().collect();
        let names = form::field_names(&self.source()).unwrap_or_default();
        let free = (1_usize..).map(|number| format!("{ADDED}{number}"));
        let mut free = free.filter(|name| !names.contains(name));
        while places.len() < count
            && let Some(name) = free.next()
        {
            places.push(SignaturePlace {
                name,
                page_index: 0,
                rect: [0.0; 4],
                is_new: true,
            });
        }
        places
    }

    /// A signed upload with a revision behind it that fills in its form and adds what of the places is new; its own
    /// bytes where there is nothing to add.
    ///
    /// # Errors
    /// [`PdfError::ChangeForbidden`] for what its signatures do not allow, and for an upload without any.
    pub fn fill_signed(
        &self,
        answers: &Answers<'_>,
        places: &[SignaturePlace],
    ) -> Result<Vec<u8>, PdfError> {
        if !self.is_signed() {
            return Err(PdfError::ChangeForbidden);
        }
        let source = self.source();
        let mut revision = Revision::new(&source)?;
        answer::write(&self.fields, answers, false, &mut revision)?;
        let mut taken: BTreeSet<String> = form::field_names(&source)?.into_iter().collect();
        let page = source.document.page_iter().next();
        let page = page.ok_or(PdfError::NoSuchPage(0))?;
        let mut added = Vec::new();
        for place in places.iter().filter(|place| place.is_new) {
            let field = SignatureField {
                name: place.name.clone(),
                label: String::new(),
                page_index: 0,
                rect: [0.0; 4],
            };
            check(&field, &mut taken)?;
            let id = revision.allocate()?;
            revision.put_dictionary(id, &bare_widget(&field, page));
            added.push(Object::Reference(id));
        }
        if added.is_empty() && answers.given.is_empty() {
            return Ok(self.bytes.clone());
        }
        if !added.is_empty() {
            annotate(page, added.clone(), &mut revision)?;
            enlist(added, &mut revision)?;
        }
        Ok(revision.finish()?.bytes)
    }
}
