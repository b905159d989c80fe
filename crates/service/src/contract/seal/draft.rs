//! The file while it is being sealed, signature by signature.
//!
//! Not here: asking authorities; see `stamp`.

use mithaq_domain::{seal::SealLevel, time::Instant};
use mithaq_pades::{Cms, Prepared, SealRequest, TIMESTAMP_ROOM};

use super::{
    block, embed_stamped,
    remote::RemoteValue,
    work::{By, Given, Work, frames_of},
};
use crate::{
    App, Failure,
    access::sha256,
    app::TenantContext,
    contract::{
        files::read_file,
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
        if let Some(remote) = &pending.remote {
            return self.take_up(work, pending, remote);
        }
        let frames = frames_of(&work.document)?;
        let mut matching = frames.iter();
        let frame = matching.find(|frame| frame.file_field() == pending.field);
        let frame = frame.ok_or(Failure::Inconsistent("a signer without a frame"))?;
        let appearance = block::appearance(context, &work.contract.request_number, pending, frame)?;
        let reason = match pending.by {
            By::Customer(_) => sentence("document-seal-reason").en,
            By::Member(_) => sentence("document-seal-reason-company").en,
            By::Seal(_) => sentence("document-seal-reason-by-itself").en,
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
    /// A signature that a member's agent made.
    fn take_up(
        self,
        work: &Work,
        pending: &Given,
        remote: &RemoteValue,
    ) -> Result<Signed, Failure> {
        let row = work.member_keys.iter();
        let mut row = row.filter(|row| pending.member_key == Some(row.id));
        let row = row.next();
        let row = row.ok_or(Failure::Inconsistent("a member's key without a row"))?;
        let known = (self.bytes.as_slice(), &pending.opening);
        let (prepared, cms) = remote.take_up(&self.app, &work.key, known, row)?;
        Ok(Signed {
            prepared,
            signer: self.key.clone(),
            cms: Some(cms),
            draft: self,
        })
    }

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
