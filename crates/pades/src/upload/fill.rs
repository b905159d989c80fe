//! The revision that makes an upload a contract's document: what is printed on its pages, the
//! signature pages behind them, the empty signature fields.

use super::answer::{self, Answers};
use super::{Ground, Upload};
use crate::field::{SignatureField, check, enlist, put_widget};
use crate::pdf::revision::Revision;
use crate::pdf::serialize::{integer, name};
use crate::pdf::{PdfError, form, import};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeSet;

/// What is filled in.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'a> {
    /// A PDF: first a page for each of `overlays`, then whole pages to be put behind the upload's.
    pub printed: &'a [u8],
    /// On which page of the upload each of the first printed pages is laid, counted from 0.
    pub overlays: &'a [usize],
    /// Fields on the added pages; their index counts the upload's pages too.
    pub fields: &'a [SignatureField],
    /// The values of its form's fields. Whatever they are, nobody fills that form in any more.
    pub answers: Answers<'a>,
}

impl Upload {
    /// The upload with one revision behind it; not of a signed one. The same input gives the same bytes.
    ///
    /// # Errors
    /// [`PdfError`]; never panics.
    pub fn fill(&self, filling: &Filling<'_>) -> Result<Vec<u8>, PdfError> {
        let Ground::Plain { overlays, tree } = &self.ground else {
            return Err(PdfError::ChangeForbidden);
        };
        let source = self.source();
        let mut revision = Revision::new(&source)?;
        let targets: Option<Vec<ObjectId>> = filling
            .overlays
            .iter()
            .map(|page| overlays.get(*page).copied())
            .collect();
        let targets = targets.ok_or(PdfError::NoSuchPage(self.pages.len()))?;
        let forms = import::pages(filling.printed, (&targets, usize::MAX), &mut revision)?;
        let added = forms.get(targets.len()..).unwrap_or_default();
        let mut pages = Vec::new();
        for form in added {
            pages.push((revision.allocate()?, form));
        }
        let mut taken: BTreeSet<String> = form::field_names(&source)?.into_iter().collect();
        let mut references = Vec::new();
        let mut widgets: Vec<Vec<Object>> = vec![Vec::new(); pages.len()];
        for field in filling.fields {
            check(field, &mut taken)?;
            let wrong = || PdfError::NoSuchPage(field.page_index);
            let place = field
                .page_index
                .checked_sub(self.pages.len())
                .ok_or_else(wrong)?;
            let (page, _) = pages.get(place).ok_or_else(wrong)?;
            let id = revision.allocate()?;
            put_widget(field, (id, *page), None, &mut revision)?;
            let widget = Object::Reference(id);
            widgets
                .get_mut(place)
                .ok_or_else(wrong)?
                .push(widget.clone());
            references.push(widget);
        }
        for ((id, form), widgets) in pages.iter().zip(widgets) {
            put_page((*id, *tree), form, widgets, &mut revision)?;
        }
        let ids: Vec<ObjectId> = pages.iter().map(|(id, _)| *id).collect();
        self.tree(*tree, &ids, &mut revision)?;
        answer::write(&self.fields, &filling.answers, true, &mut revision)?;
        enlist(references, &mut revision)?;
        Ok(revision.finish()?.bytes)
    }

    fn tree(
        &self,
        id: ObjectId,
        added: &[ObjectId],
        revision: &mut Revision<'_, '_>,
    ) -> Result<(), PdfError> {
        let tree = self.document.objects.get(&id);
        let mut tree = tree
            .and_then(|tree| tree.as_dict().ok())
            .ok_or(PdfError::Unreadable)?
            .clone();
        let kids = tree.get(b"Kids").and_then(Object::as_array);
        let mut kids = kids.map_err(|_| PdfError::Unreadable)?.clone();
        kids.extend(added.iter().map(|id| Object::Reference(*id)));
        tree.set("Count", integer(kids.len()));
        tree.set("Kids", kids);
        revision.put_dictionary(id, &tree);
        Ok(())
    }
}

/// A page that shows a form XObject, with widgets on it.
fn put_page(
    (id, tree): (ObjectId, ObjectId),
    form: &import::PageForm,
    widgets: Vec<Object>,
    revision: &mut Revision<'_, '_>,
) -> Result<(), PdfError> {
    let contents = revision.allocate()?;
    revision.put_stream(contents, &Dictionary::new(), b"/Page Do");
    let mut pictures = Dictionary::new();
    pictures.set("Page", Object::Reference(form.id));
    let mut resources = Dictionary::new();
    resources.set("XObject", pictures);
    let mut page = Dictionary::new();
    page.set("Type", name("Page"));
    page.set("Parent", Object::Reference(tree));
    page.set("MediaBox", form.bounds.clone());
    page.set("Resources", resources);
    page.set("Contents", Object::Reference(contents));
    page.set("Annots", widgets);
    revision.put_dictionary(id, &page);
    Ok(())
}
