//! Signatures and timestamps in the order in which they came into the file: what each
//! one proves for those before it.
//!
//! What lives here: which time a certificate is judged at, which timestamps have
//! lapsed, and the reports. What does not: the single checks.

use super::Context;
use super::changes;
use super::level::{self, Course, Needed, Said, Witness};
use super::located::{self, Kind, Located};
use super::report::{Level, SignatureProblem, SignatureReport, TimestampReport};
use super::signer::{Maker, Signer};
use super::stamp::{self, Stamp};
use super::trust;
use crate::path;
use crate::pdf::Source;
use crate::seal::cms::sha_256;
use crate::security_store::{self, ValidationMaterial};
use crate::timestamp::token::Token;

/// How far the claimed time may lie ahead of the verifier's clock or of a timestamp, in
/// seconds.
pub(super) const CLOCK_SKEW: i64 = 300;

/// What the file holds, oldest first.
pub(super) struct Timeline<'a, 's> {
    pub(super) context: &'a Context<'a>,
    pub(super) located: &'a [Located],
    pub(super) states: &'a [Option<&'s Source<'s>>],
    pub(super) stores: &'a [Option<ValidationMaterial>],
    /// The store of the file as it stands.
    pub(super) material: &'a ValidationMaterial,
    pub(super) witness: Witness,
}

impl Timeline<'_, '_> {
    /// Whether behind the last signature comes one revision with validation data, byte
    /// for byte as our writer makes it, and all of it signed by known issuers.
    pub(super) fn ends_in_validation_data(&self, after: &Source<'_>) -> bool {
        let (Some(Some(before)), Some(Some(held))) = (self.states.last(), self.stores.last())
        else {
            return false;
        };
        let added = self.material.without(held);
        let messages: Vec<Vec<&[u8]>> = self.located.iter().map(certificates).collect();
        let mut known: Vec<&[u8]> = messages.concat();
        known.extend(held.certificates.iter().map(Vec::as_slice));
        known.extend(self.context.roots.iter().map(Vec::as_slice));
        !added.is_empty()
            && level::is_sound(&added, &known)
            && security_store::append(before, &added).is_ok_and(|bytes| bytes == after.bytes)
    }

    /// Reports on every signature and every document timestamp.
    pub(super) fn judge(
        &self,
        source: &Source<'_>,
    ) -> (Vec<SignatureReport>, Vec<TimestampReport>) {
        let mut stamps: Vec<Option<Stamp>> = (0..self.located.len())
            .map(|index| self.document_stamp(source, index))
            .collect();
        self.settle(&mut stamps);
        let mut signatures = Vec::new();
        for (index, located) in self.located.iter().enumerate() {
            if located.kind == Kind::Signature {
                let later: Vec<(usize, &Stamp)> = later(&stamps, index).collect();
                signatures.push(self.signature(source, index, &later));
            }
        }
        let timestamps = stamps.into_iter().flatten().map(|stamp| stamp.report);
        (signatures, timestamps.collect())
    }

    /// Whether something was there before our first seal, which is there or is to come.
    fn came_before(&self, index: usize) -> bool {
        let first = located::first_own(self.located);
        first.map_or(self.context.is_ground, |first| index < first)
    }

    fn pool(&self) -> Vec<&[u8]> {
        self.material
            .certificates
            .iter()
            .map(Vec::as_slice)
            .collect()
    }

    fn revision(&self, index: usize) -> usize {
        let state = self.states.get(index).copied().flatten();
        state.map_or(0, |state| state.revision_count)
    }

    fn document_stamp(&self, source: &Source<'_>, index: usize) -> Option<Stamp> {
        let located = self.located.get(index)?;
        if located.kind != Kind::Timestamp {
            return None;
        }
        let imprint = located.digest(source.bytes);
        let mut stamp = match imprint {
            Some(imprint) if !located.cms.is_empty() => {
                stamp::judge(&located.cms, &imprint, &self.pool(), self.context.roots)
            }
            // Its absence is already a problem of the location.
            _ => Stamp {
                report: TimestampReport::default(),
                path: Vec::new(),
            },
        };
        stamp.report.field_name = Some(located.name.clone());
        stamp.report.covered_bytes = located.covered_bytes();
        stamp.report.is_of_upload = index < located::uploaded(self.located);
        stamp.report.revision = self.revision(index);
        let problems = &mut stamp.report.problems;
        problems.extend(located.problems.iter().copied());
        problems.extend(changes::since(self.states, (index, self.came_before(index))).err());
        Some(stamp)
    }

    /// From the newest to the oldest: until when each timestamp proves itself, and
    /// whether it had been revoked by then.
    fn settle(&self, stamps: &mut [Option<Stamp>]) {
        let mut proven = self.context.now_unix_seconds;
        for stamp in stamps.iter_mut().rev().flatten() {
            self.settle_one(stamp, proven);
            if let Some(at) = stamp.trusted_at() {
                proven = proven.min(at);
            }
        }
    }

    fn settle_one(&self, stamp: &mut Stamp, proven: i64) {
        let report = &mut stamp.report;
        let Some(at) = report.at_unix_seconds else {
            return;
        };
        report.is_lapsed = report.expires_unix_seconds.is_some_and(|end| proven > end);
        if at > proven.saturating_add(CLOCK_SKEW) && !report.is_of_upload {
            report.problems.push(SignatureProblem::TokenOrder);
        }
        let needed = Needed {
            path: &stamp.path,
            at: proven,
        };
        if self.witness.said(needed, self.material, self.context.roots) == Said::Revoked {
            // What came with an upload proves nothing then, and is no fault of ours.
            match report.is_of_upload {
                true => report.is_lapsed = true,
                false => report.problems.push(SignatureProblem::Revoked),
            }
        }
    }

    fn signature(
        &self,
        source: &Source<'_>,
        index: usize,
        later: &[(usize, &Stamp)],
    ) -> SignatureReport {
        let total = self.context.pdf.len();
        let Some(located) = self.located.get(index) else {
            return SignatureReport::empty("", total);
        };
        let mut report = SignatureReport::empty(&located.name, total);
        report.covered_bytes = located.covered_bytes();
        report.covers_whole_file = located.end == Some(total);
        report.revision = self.revision(index);
        report.claimed_at_unix_seconds = located.claimed_at;
        report.certification = located.certification;
        report.is_others = located.maker == Maker::Others;
        report.is_of_upload = index < located::uploaded(self.located);
        report.problems.extend(located.problems.iter().copied());
        match changes::since(self.states, (index, self.came_before(index))) {
            Ok(filled) => report.filled = filled,
            Err(problem) => report.problems.push(problem),
        }
        self.message(source, located, later, &mut report);
        self.claimed(&mut report);
        let now = self.context.now_unix_seconds;
        let has_ended = report
            .certificate_expires_unix_seconds
            .is_some_and(|end| end < now);
        let proven = report.proven_at_unix_seconds;
        let is_proven =
            proven.is_some_and(|at| Some(at) <= report.certificate_expires_unix_seconds);
        report.is_ended_unproven = has_ended && !is_proven;
        report.problems.sort_unstable();
        report.problems.dedup();
        if !report.problems.is_empty() {
            report.level = Level::BB;
        }
        report
    }

    /// What the claimed time is worth beside the clock and the timestamps. Of what came with an upload it is worth
    /// nothing: ours cover it, whatever it claims.
    fn claimed(&self, report: &mut SignatureReport) {
        use SignatureProblem::{
            ClaimedTimeAfterTimestamp, ClaimedTimeInFuture, ClaimedTimeMissing,
        };
        let now = self.context.now_unix_seconds;
        let found = match (
            report.claimed_at_unix_seconds,
            report.proven_at_unix_seconds,
        ) {
            _ if report.is_of_upload => return,
            (None, _) if report.is_others => return,
            (None, _) => ClaimedTimeMissing,
            (Some(at), _) if at > now.saturating_add(CLOCK_SKEW) => ClaimedTimeInFuture,
            (Some(at), Some(proven)) if at > proven.saturating_add(CLOCK_SKEW) => {
                ClaimedTimeAfterTimestamp
            }
            _ => return,
        };
        report.problems.push(found);
    }

    fn message(
        &self,
        source: &Source<'_>,
        located: &Located,
        later: &[(usize, &Stamp)],
        report: &mut SignatureReport,
    ) {
        if located.cms.is_empty() {
            return; // Its absence is already a problem of the location.
        }
        let signer = match Signer::read(&located.cms, located.maker) {
            Ok(signer) => signer,
            Err(problem) => {
                report.problems.push(problem);
                return;
            }
        };
        let Some(digest) = located.digest_with(source.bytes, signer.hash) else {
            return;
        };
        report.problems.extend(signer.check(&digest));
        let stated = located.certificate_set_digest.as_deref();
        if stated.is_some_and(|stated| stated != sha_256(signer.certificate_set)) {
            report.problems.push(SignatureProblem::ChainBroken);
        }
        report.certificate = signer.certificate.to_vec();
        report.evidence_commitment = signer.evidence_commitment();
        let own = self.own_stamp(&signer, later, report.is_of_upload);
        let all = own.iter().chain(later.iter().map(|(_, stamp)| *stamp));
        report.proven_at_unix_seconds = all.filter_map(Stamp::trusted_at).min();
        self.trust(&signer, (own.as_ref(), later), report);
        report.timestamp = own.map(|stamp| stamp.report);
    }

    fn own_stamp(
        &self,
        signer: &Signer<'_>,
        later: &[(usize, &Stamp)],
        is_of_upload: bool,
    ) -> Option<Stamp> {
        let imprint = sha_256(signer.value);
        let roots = self.context.roots;
        // An authority of the same issuer as the signer: a spoiled copy of that issuer's certificate is known by it.
        let mut pool = self.pool();
        pool.extend_from_slice(&signer.others);
        let mut stamp = stamp::judge(signer.token?, &imprint, &pool, roots);
        stamp.report.is_of_upload = is_of_upload;
        let proven = later.iter().filter_map(|(_, stamp)| stamp.trusted_at());
        let proven = proven.min().unwrap_or(self.context.now_unix_seconds);
        self.settle_one(&mut stamp, proven.min(self.context.now_unix_seconds));
        Some(stamp)
    }

    /// The signer's chain, what the store says of it, and the level.
    fn trust(
        &self,
        signer: &Signer<'_>,
        (own, later): (Option<&Stamp>, &[(usize, &Stamp)]),
        report: &mut SignatureReport,
    ) {
        let (roots, now) = (self.context.roots, self.context.now_unix_seconds);
        let (proven, claimed) = (
            report.proven_at_unix_seconds,
            report.claimed_at_unix_seconds,
        );
        // What came with an upload was judged at the time that it claims when it was accepted; a timestamp of ours, which
        // may come after its certificate has ended, does not undo that. But nobody vouches for it then.
        let at = match report.is_of_upload {
            true => claimed.or(proven),
            false => proven.or(claimed),
        };
        let at = at.unwrap_or(now);
        trust::judge(signer, roots, at).describe(report);
        let path: Vec<Vec<u8>> = path::path(signer.certificate, &signer.others)
            .into_iter()
            .map(<[u8]>::to_vec)
            .collect();
        let needed = Needed { path: &path, at };
        if self.witness.said(needed, self.material, roots) == Said::Revoked {
            report.problems.push(SignatureProblem::Revoked);
        }
        // Of a time that nobody but its signer told, it cannot be said that it came before a revocation.
        let since = Needed {
            path: &path,
            at: proven.unwrap_or(now),
        };
        if report.is_of_upload && self.witness.said(since, self.material, roots) == Said::Revoked {
            report.is_trusted = false;
        }
        let stores = later.iter().map(|(index, stamp)| {
            let store = self.stores.get(*index).and_then(Option::as_ref);
            // What the last timestamp covers is mostly all that there is.
            let store = store.map(|store| match store == self.material {
                true => self.material,
                false => store,
            });
            (*stamp, store)
        });
        let own = own.into_iter().map(|stamp| (stamp, None));
        let stamps = own
            .chain(stores)
            .filter(|(stamp, _)| stamp.sound_at().is_some());
        report.level = Course {
            signer: needed,
            stamps: stamps.collect(),
            material: self.material,
            roots,
            witness: &self.witness,
        }
        .level();
    }
}

/// The document timestamps behind an item, with their places.
fn later(stamps: &[Option<Stamp>], index: usize) -> impl Iterator<Item = (usize, &Stamp)> {
    let stamps = stamps.iter().enumerate().skip(index.saturating_add(1));
    stamps.filter_map(|(at, stamp)| Some((at, stamp.as_ref()?)))
}

/// The certificates that a signature or timestamp brings along.
fn certificates(located: &Located) -> Vec<&[u8]> {
    match located.kind {
        Kind::Timestamp => of_token(&located.cms),
        Kind::Signature => match Signer::read(&located.cms, located.maker) {
            Ok(signer) => {
                let mut all = signer.others.clone();
                all.push(signer.certificate);
                all.extend(signer.token.map(of_token).unwrap_or_default());
                all
            }
            Err(_) => Vec::new(),
        },
    }
}

fn of_token(token: &[u8]) -> Vec<&[u8]> {
    match Token::read(token) {
        Ok(token) => {
            let mut all = token.others;
            all.push(token.certificate);
            all
        }
        Err(_) => Vec::new(),
    }
}
