//! What the signatures of a document let others do with it (ISO 32000-2 12.8.2.2 and 12.8.2.4).
//!
//! What lives here: DocMDP, FieldMDP and the locks of signed fields, read together; in doubt the stricter
//! one holds. What does not: whether a change was made, see `verify::compare`.

use super::form::{self, SignatureFieldNode};
use super::{PdfError, Source, constraint};
use lopdf::{Dictionary, Object};

/// The fields that a signature closes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Lock {
    All,
    Only(Vec<String>),
    AllBut(Vec<String>),
}

/// What may still be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Permissions {
    /// The strictest certification; none where nobody certified.
    level: Option<i64>,
    locks: Vec<Lock>,
}

impl Permissions {
    /// As the signatures of the document say.
    ///
    /// # Errors
    /// [`PdfError::Unreadable`] where one says something that cannot be read.
    pub(crate) fn read(source: &Source<'_>) -> Result<Self, PdfError> {
        let mut permissions = Self {
            level: source.certification()?,
            locks: Vec::new(),
        };
        for field in form::signature_fields(source)? {
            if let Some(value) = &field.value {
                permissions.note(source, &field, value)?;
            }
        }
        Ok(permissions)
    }

    fn note(
        &mut self,
        source: &Source<'_>,
        field: &SignatureFieldNode,
        value: &Object,
    ) -> Result<(), PdfError> {
        let signature = source.resolve(value).and_then(|value| value.as_dict().ok());
        let signature = signature.ok_or(PdfError::Unreadable)?;
        let dictionary = source.dictionary(field.field).ok_or(PdfError::Unreadable)?;
        if let Some(lock) = source.value(dictionary, b"Lock") {
            let lock = lock.as_dict().map_err(|_| PdfError::Unreadable)?;
            self.locks.push(read_lock(source, lock)?);
            self.restrict(source, lock);
        }
        let Some(references) = source.value(signature, b"Reference") else {
            return Ok(());
        };
        for reference in references.as_array().map_err(|_| PdfError::Unreadable)? {
            let reference = source.resolve(reference).and_then(|one| one.as_dict().ok());
            let reference = reference.ok_or(PdfError::Unreadable)?;
            let method = reference.get(b"TransformMethod").and_then(Object::as_name);
            let parameters = match source.value(reference, b"TransformParams") {
                Some(parameters) => parameters.as_dict().map_err(|_| PdfError::Unreadable)?,
                None => &Dictionary::new(),
            };
            match method {
                Ok(b"DocMDP") => self.restrict_to(permission(source, parameters).unwrap_or(2)),
                Ok(b"FieldMDP") => self.locks.push(read_lock(source, parameters)?),
                // Usage rights and digests of single objects: what they ask is not known here.
                _ => return Err(PdfError::Unreadable),
            }
        }
        Ok(())
    }

    fn restrict(&mut self, source: &Source<'_>, of: &Dictionary) {
        if let Some(level) = permission(source, of) {
            self.restrict_to(level);
        }
    }

    fn restrict_to(&mut self, level: i64) {
        self.level = Some(self.level.map_or(level, |before| before.min(level)));
    }

    /// Whether fields may be filled in and signatures added at all.
    pub(crate) fn allow_anything(&self) -> bool {
        self.level.is_none_or(|level| level == 2 || level == 3)
    }

    /// Whether the field of this full name may get a value.
    pub(crate) fn allow_filling(&self, name: &str) -> bool {
        self.allow_anything() && !self.locks.iter().any(|lock| lock.closes(name))
    }
}

impl Lock {
    fn closes(&self, name: &str) -> bool {
        let among = |names: &[String]| names.iter().any(|one| is_of(name, one));
        match self {
            Self::All => true,
            Self::Only(names) => among(names),
            Self::AllBut(names) => !among(names),
        }
    }
}

/// Whether a field is the named one or under it.
pub(crate) fn is_of(name: &str, branch: &str) -> bool {
    name.strip_prefix(branch)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn permission(source: &Source<'_>, of: &Dictionary) -> Option<i64> {
    source.value(of, b"P")?.as_i64().ok()
}

fn read_lock(source: &Source<'_>, lock: &Dictionary) -> Result<Lock, PdfError> {
    let action = source.value(lock, b"Action").map(Object::as_name);
    let names = || constraint::texts(source, lock, b"Fields");
    match action {
        Some(Ok(b"All")) => Ok(Lock::All),
        Some(Ok(b"Include")) => Ok(Lock::Only(names()?)),
        Some(Ok(b"Exclude")) => Ok(Lock::AllBut(names()?)),
        _ => Err(PdfError::Unreadable),
    }
}
