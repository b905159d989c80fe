//! The sealing revision, complete but for the signature itself.
//!
//! What lives here: the field's value and appearance, DocMDP, embedding the CMS. What
//! does not: the byte range, see `gap`; any page, since none is touched after the
//! review.

use super::SealError;
use super::cms::{Cms, SignedAttributes};
use super::dictionary::SignatureDictionary;
use super::gap::Gap;
use super::identity::SealIdentity;
use super::lock;
use super::request::SealRequest;
use crate::pdf::form::{self, SignatureFieldNode};
use crate::pdf::revision::Revision;
use crate::pdf::{PdfError, Source, constraint, import, partial};
use lopdf::{Dictionary, Object, ObjectId};

/// A document that lacks only the CMS.
#[derive(Debug, Clone)]
pub struct Prepared {
    identity: SealIdentity,
    gap: Gap,
    evidence_commitment: Option<[u8; 32]>,
}

impl Prepared {
    /// Appends the sealing revision to the reviewed file, for this signer. Only the
    /// form is read; [`crate::add_signature_fields`] has read the whole file.
    pub fn new(
        reviewed: &[u8],
        request: &SealRequest<'_>,
        identity: &SealIdentity,
    ) -> Result<Self, SealError> {
        let source = match partial::open(reviewed) {
            Some(source) if !closes(&source, request) => source,
            _ => Source::open(reviewed)?,
        };
        let fields = form::signature_fields(&source)?;
        let (field, asked) = open_field(&source, &fields, request)?;
        let mut revision = Revision::new(&source)?;
        let signature_id = revision.allocate()?;
        let closed = lock::close(&mut revision, (request.lock_form, &asked))?;
        let signature = SignatureDictionary::write(request, identity, closed.as_ref())?;
        fill_field(&field, signature_id, request.appearance, &mut revision)?;
        mark_form(&mut revision)?;
        if request.certify {
            certify(signature_id, &mut revision)?;
        }
        revision.put_bytes(signature_id, signature.bytes.clone());
        let gap = Gap::close(revision.finish()?, signature_id, &signature)?;
        Ok(Self {
            identity: identity.clone(),
            gap,
            evidence_commitment: request.evidence_commitment,
        })
    }

    /// The file with its empty place for the signature, to be kept until [`Self::resume`].
    pub fn bytes(&self) -> &[u8] {
        self.gap.bytes()
    }

    /// Takes up a file that was kept, in this process or another: what is signed is made of
    /// its bytes anew. Nothing is believed of it but that the last byte range in it is the
    /// place for this signature; none where that is no empty place at the end of the file.
    pub fn resume(
        bytes: Vec<u8>,
        identity: &SealIdentity,
        evidence_commitment: Option<[u8; 32]>,
    ) -> Option<Self> {
        Some(Self {
            identity: identity.clone(),
            gap: Gap::find(bytes)?,
            evidence_commitment,
        })
    }

    /// SHA-256 over everything but `/Contents`.
    pub fn digest(&self) -> [u8; 32] {
        self.gap.digest
    }

    /// What the holder of the signer's key has to sign.
    pub fn attributes(&self) -> SignedAttributes {
        SignedAttributes::new(
            &self.identity,
            self.gap.digest,
            self.evidence_commitment.as_ref(),
        )
    }

    /// Whether the CMS fits into the place that was reserved.
    pub fn has_room_for(&self, cms: &Cms) -> bool {
        cms.der.len() <= self.gap.room()
    }

    /// Puts the CMS in its place: lower-case hex, the rest of the reserve zero.
    pub fn embed(self, cms: &Cms) -> Result<Vec<u8>, SealError> {
        if cms.document_digest != self.gap.digest {
            return Err(SealError::OtherDocument);
        }
        self.gap.fill(&cms.der)
    }
}

/// Whether there are fields to close, by the request or the field's own demand: their looks are not read in part.
fn closes(source: &Source<'_>, request: &SealRequest<'_>) -> bool {
    let has_form = || form::other_fields(source).map_or(true, |fields| !fields.is_empty());
    let locks = |field: &SignatureFieldNode| {
        let dictionary = source.dictionary(field.field);
        field.name == request.field_name && dictionary.is_none_or(|field| field.has(b"Lock"))
    };
    let asks = form::signature_fields(source).map_or(true, |fields| fields.iter().any(locks));
    (request.lock_form || asks) && has_form()
}

/// The field to fill, if the document lets itself be sealed in this way, and the fields that it asks to close.
fn open_field(
    source: &Source<'_>,
    fields: &[SignatureFieldNode],
    request: &SealRequest<'_>,
) -> Result<(SignatureFieldNode, Vec<String>), PdfError> {
    let named = || request.field_name.to_owned();
    let mut matching = fields
        .iter()
        .filter(|field| field.name == request.field_name);
    let field = matching
        .next()
        .ok_or_else(|| PdfError::NoSuchField(named()))?;
    if matching.next().is_some() {
        return Err(PdfError::BadFieldName(named()));
    }
    if field.value.is_some() {
        return Err(PdfError::AlreadySigned(named()));
    }
    let asks = constraint::read(source, field, fields);
    let locks = asks.map_err(|_| PdfError::FieldConstraint(named()))?;
    let certification = source.certification()?;
    let is_first = fields.iter().all(|field| field.value.is_none());
    // ISO 32000-2 12.8.2.2: P=1 permits nothing; only the first signature certifies.
    let refused =
        certification == Some(1) || (request.certify && (certification.is_some() || !is_first));
    if refused {
        return Err(PdfError::ChangeForbidden);
    }
    Ok((field.clone(), locks))
}

/// Sets `/V` on the field and the appearance on its widget.
fn fill_field(
    field: &SignatureFieldNode,
    signature: ObjectId,
    appearance: Option<&[u8]>,
    revision: &mut Revision<'_, '_>,
) -> Result<(), PdfError> {
    let source = revision.source;
    let read = |id| source.dictionary(id).cloned().ok_or(PdfError::Unreadable);
    let mut dictionary = read(field.field)?;
    dictionary.set("V", Object::Reference(signature));
    let states = match appearance {
        None => None,
        Some(appearance) => {
            let form = import::first_page(appearance, revision)?;
            let mut states = Dictionary::new();
            states.set("N", Object::Reference(form));
            Some(states)
        }
    };
    if field.widget == field.field {
        states
            .into_iter()
            .for_each(|states| dictionary.set("AP", states));
    } else if let Some(states) = states {
        let mut widget = read(field.widget)?;
        widget.set("AP", states);
        revision.put_dictionary(field.widget, &widget);
    }
    revision.put_dictionary(field.field, &dictionary);
    Ok(())
}

/// Rewrites the form only where its flags are not yet those of a signed document.
fn mark_form(revision: &mut Revision<'_, '_>) -> Result<(), PdfError> {
    let source = revision.source;
    let (id, form) = form::form(source)?.ok_or(PdfError::Unreadable)?;
    let flags = form.get(b"SigFlags").and_then(Object::as_i64).unwrap_or(0);
    if flags & 3 == 3 && !form.has(b"NeedAppearances") {
        return Ok(());
    }
    let mut form = form.clone();
    form.set("SigFlags", flags | 3);
    form.remove(b"NeedAppearances");
    match id {
        Some(id) => revision.put_dictionary(id, &form),
        None => {
            let (catalog_id, catalog) = source.catalog()?;
            let mut catalog = catalog.clone();
            catalog.set("AcroForm", form);
            revision.put_dictionary(catalog_id, &catalog);
        }
    }
    Ok(())
}

/// Enters the certification in the catalog (ISO 32000-2 12.8.6).
fn certify(signature: ObjectId, revision: &mut Revision<'_, '_>) -> Result<(), PdfError> {
    let source = revision.source;
    let (id, catalog) = source.catalog()?;
    let mut catalog = catalog.clone();
    if let Some((None, form)) = form::form(source)? {
        let mut form = form.clone();
        form.set("SigFlags", 3);
        form.remove(b"NeedAppearances");
        catalog.set("AcroForm", form);
    }
    let mut permissions = match source.value(&catalog, b"Perms") {
        Some(Object::Dictionary(permissions)) => permissions.clone(),
        _ => Dictionary::new(),
    };
    permissions.set("DocMDP", Object::Reference(signature));
    catalog.set("Perms", permissions);
    revision.put_dictionary(id, &catalog);
    Ok(())
}
