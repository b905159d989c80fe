//! The file while it is being sealed, signature by signature.
//!
//! Not here: asking authorities; see `stamp`.

use mithaq_domain::{seal::SealLevel, time::Instant};
use mithaq_pades::{Cms, Prepared, SealRequest, TIMESTAMP_ROOM};
use mithaq_typeset::render_signature_block;

use super::{
    block, embed_stamped,
    work::{By, Given, Work},
};
use crate::{
    App, Failure,
    access::sha256,
    app::TenantContext,
    contract::{
        files::read_file,
        freeze::StoredFrame,
        keys::{Signer, certificate_name, is_test_certificate, open_member_key, open_seal_key},
        material::sentence,
    },
};

/// The origin of a generated chain in its row.
const TEST_CHAIN: &str = "test";

/// What there is of the file.
pub(super) struct Draft {
    pub(super) bytes: Vec<u8>,
    /// Whether every signature so far has a timestamp.
    pub(super) is_stamped: bool,
    /// No signature of ours is in it yet. The first one certifies the file, unless others have signed it.
    is_first: bool,
    wants_timestamp: bool,
    key: Signer,
    app: App,
}

/// A signature that is not yet in the file, made where the key is at hand.
pub(super) struct Signed {
    prepared: Prepared,
    signer: Signer,
    cms: Option<Cms>,
    draft: Draft,
}

impl Draft {
    /// Reads the file so far; the reviewed bytes are hashed again.
    pub(super) fn open(
        app: &App,
        context: &TenantContext,
        work: &Work,
        wanted: SealLevel,
    ) -> Result<Self, Failure> {
        if context.tenant.settings.production && work.seal_key.origin == TEST_CHAIN {
            return Err(Failure::Inconsistent(
                "a company in production has no seal key but a test chain",
            ));
        }
        let reviewed = read_file(app, &work.key, &work.document.reviewed_file)?;
        let hash = sha256(&reviewed);
        let confirmed = |pending: &Given| pending.document_sha256.as_deref() == Some(&hash[..]);
        if !work.pending.iter().all(confirmed) || work.document.reviewed_sha256 != hash {
            return Err(Failure::Inconsistent(
                "the reviewed file is not the confirmed one",
            ));
        }
        let earlier = match &work.document.sealed_file {
            Some(file) => Some(read_file(app, &work.key, file)?),
            None => None,
        };
        let expected = work.document.sealed_sha256.as_deref();
        if let Some(earlier) = &earlier
            && (!earlier.starts_with(&reviewed) || expected != Some(&sha256(earlier)[..]))
        {
            return Err(Failure::Inconsistent("the sealed file is another one"));
        }
        let standing = work.document.seal;
        Ok(Self {
            is_first: earlier.is_none(),
            is_stamped: standing.is_none_or(|standing| standing.level >= SealLevel::BT),
            wants_timestamp: wanted >= SealLevel::BT,
            bytes: earlier.unwrap_or(reviewed),
            key: open_seal_key(app, context.tenant.id, &work.seal_key)?,
            app: app.clone(),
        })
    }

    /// One signature as a revision of its own; the first one of a file certifies it.
    pub(super) fn sign(
        self,
        context: &TenantContext,
        work: &Work,
        (number, now): (usize, Instant),
    ) -> Result<Signed, Failure> {
        let pending = work.pending.get(number);
        let pending = pending.ok_or(Failure::Inconsistent("a signature that is not there"))?;
        let frames: Vec<StoredFrame> = serde_json::from_str(&work.document.frames)
            .map_err(|_| Failure::Inconsistent("a document without frames"))?;
        let mut matching = frames.iter();
        let frame = matching.find(|frame| frame.file_field() == pending.field);
        let frame = frame.ok_or(Failure::Inconsistent("a signer without a frame"))?;
        let block = block::block(context, work, pending, frame);
        // A field of somebody else's form may be none that a block has room in, or may not be seen.
        let appearance = match frame.in_file.is_some() && !block.has_room() {
            true => None,
            false => Some(render_signature_block(&block)?),
        };
        let reason = match pending.by {
            By::Customer(_) => sentence("document-seal-reason").en,
            By::Member(_) => sentence("document-seal-reason-company").en,
        };
        let (signer, signs_as) = self.signer_of(context, work, pending)?;
        let request = SealRequest {
            field_name: &pending.field,
            appearance: appearance.as_deref(),
            name: &signs_as,
            reason: &reason,
            location: None,
            signed_at_unix_ms: now.unix_millis(),
            evidence_commitment: Some(pending.opening.commitment()),
            certify: self.is_first && frame.in_file.is_none(),
            // What was filled in is closed with the first signature.
            lock_form: self.is_first,
            timestamp_room: if self.wants_timestamp {
                TIMESTAMP_ROOM
            } else {
                0
            },
            reserved_bytes: None,
        };
        let prepared = Prepared::new(&self.bytes, &request, signer.identity())?;
        Ok(Signed {
            cms: signer.sign_here(&prepared)?,
            prepared,
            signer,
            draft: self,
        })
    }
}

impl Draft {
    /// Whose key signs, and as whom: a member's own where there is one, else the company's.
    fn signer_of(
        &self,
        context: &TenantContext,
        work: &Work,
        pending: &Given,
    ) -> Result<(Signer, String), Failure> {
        let settings = &context.tenant.settings;
        let Some(id) = pending.member_key else {
            return Ok((self.key.clone(), settings.display.en.clone()));
        };
        let row = work.member_keys.iter().find(|row| row.id == id);
        let row = row.ok_or(Failure::Inconsistent("a member's key without a row"))?;
        let signer = open_member_key(&self.app, context.tenant.id, row)?;
        let is_test = is_test_certificate(&row.root_certificate)
            || is_test_certificate(signer.identity().certificate());
        if settings.production && is_test {
            return Err(Failure::Inconsistent(
                "a member of a company in production has a test certificate",
            ));
        }
        let name = certificate_name(&row.certificates);
        Ok((signer, name.unwrap_or_else(|| settings.display.en.clone())))
    }
}

impl Signed {
    /// Brings the signature into the file, with a timestamp where one is wanted and can be had.
    pub(super) async fn stamped(self, app: &App) -> Result<Draft, Failure> {
        let Self {
            prepared,
            signer,
            cms,
            mut draft,
        } = self;
        let cms = signer.sign(app, &prepared, cms).await?;
        let wants = draft.wants_timestamp;
        let (bytes, has_timestamp) = embed_stamped(app, prepared, cms, wants).await?;
        draft.bytes = bytes;
        draft.is_stamped &= has_timestamp;
        draft.is_first = false;
        Ok(draft)
    }
}
