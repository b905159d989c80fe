//! A seal brought to B-LTA with an authority in this process, whose own work is left out: timestamp,
//! validation data, second timestamp, and our verifier's look at what came of it.

use std::{cell::Cell, hint::black_box};

use mithaq_authority::Authority;
use mithaq_pades::{
    Collection, Need, Outcome, Prepared, PreparedTimestamp, SealKey, SealRequest, TIMESTAMP_ROOM,
    TimestampRequest, TimestampToken, ValidationMaterial, add_validation_material, verify,
};

use super::failed;
use crate::{failure::Failure, usage};

/// What the authority took, apart from what was ours.
struct Desk {
    authority: Authority,
    roots: Vec<Vec<u8>>,
    now: i64,
    theirs: Cell<f64>,
}

impl Desk {
    fn ask<T>(&self, answer: impl FnOnce(&Authority) -> T) -> Result<T, Failure> {
        let before = usage::own_process_seconds()?;
        let answer = answer(&self.authority);
        let took = usage::own_process_seconds()? - before;
        self.theirs.set(self.theirs.get() + took);
        Ok(answer)
    }

    fn stamp(&self, imprint: [u8; 32]) -> Result<TimestampToken, Failure> {
        let request = TimestampRequest::new(imprint, [7; 16], None).map_err(failed)?;
        let answer = self.ask(|authority| authority.timestamp(request.der(), self.now))?;
        request
            .accept(&answer, &self.roots, self.now)
            .map_err(failed)
    }

    fn fetch(&self, need: &Need) -> Result<Vec<u8>, Failure> {
        self.ask(|authority| match need {
            Need::Issuer { .. } => authority.root.clone(),
            Need::Statement {
                responders,
                request,
                ..
            } if !responders.is_empty() => authority.ocsp(request, self.now),
            Need::Statement { .. } => authority.list(true, self.now),
        })
    }

    fn archive(
        &self,
        reviewed: &[u8],
        request: &SealRequest<'_>,
        key: &SealKey,
    ) -> Result<Vec<u8>, Failure> {
        let prepared = Prepared::new(reviewed, request, key.identity()).map_err(failed)?;
        let attributes = prepared.attributes();
        let value = key.sign(&attributes).map_err(failed)?;
        let cms = attributes.into_cms(&value);
        let token = self.stamp(cms.timestamp_imprint())?;
        let cms = cms.with_timestamp(&token).map_err(failed)?;
        let sealed = prepared.embed(&cms).map_err(failed)?;
        let known = ValidationMaterial::default();
        let collection = Collection::of_file(&sealed, &self.roots, &known, self.now);
        let mut collection = collection.map_err(failed)?;
        for need in collection.needs() {
            let answer = self.fetch(&need)?;
            collection.accept(&need, &answer).map_err(failed)?;
        }
        let material = collection
            .finish()
            .map_err(|_| Failure::Document("validation data is missing".to_owned()))?;
        let with_material = add_validation_material(&sealed, &material).map_err(failed)?;
        let stamp = PreparedTimestamp::new(&with_material, TIMESTAMP_ROOM).map_err(failed)?;
        let token = self.stamp(stamp.imprint())?;
        let archived = stamp.embed(&token).map_err(failed)?;
        self.judge(&archived)?;
        Ok(black_box(archived))
    }

    fn judge(&self, archived: &[u8]) -> Result<(), Failure> {
        let verdict = verify(archived, &self.roots, self.now).map_err(failed)?;
        match verdict.outcome() {
            Outcome::Intact => Ok(()),
            _ => Err(Failure::Document(
                "the archived file does not verify".to_owned(),
            )),
        }
    }
}

/// Measures and prints.
pub(super) fn measure(
    reviewed: &[u8],
    request: &SealRequest<'_>,
    (count, now): (u32, i64),
) -> Result<(), Failure> {
    let authority = Authority::new("http://127.0.0.1:1", now);
    let issued = authority.issue_seal("Nile Crescent Finance", 365);
    let key = SealKey::from_pkcs8(&issued.key_pkcs8, &issued.certificate, issued.chain);
    let key = key.map_err(failed)?;
    let desk = Desk {
        roots: vec![authority.root.clone()],
        authority,
        now,
        theirs: Cell::new(0.0),
    };
    let request = SealRequest {
        timestamp_room: TIMESTAMP_ROOM,
        ..request.clone()
    };
    let archived = desk.archive(reviewed, &request, &key)?;
    desk.theirs.set(0.0);
    let before = usage::own_process_seconds()?;
    for _ in 0..count {
        desk.archive(reviewed, &request, &key)?;
    }
    let ours = usage::own_process_seconds()? - before - desk.theirs.get();
    let each = |seconds: f64| seconds * 1e3 / f64::from(count);
    println!(
        "{:<58} {:>6.2} CPU ms ({:.2} more are the authority's)",
        "seal to B-LTA, and verify it (bar: 10)",
        each(ours),
        each(desk.theirs.get())
    );
    super::each("  of which verifying it", count, |_| desk.judge(&archived))
}
