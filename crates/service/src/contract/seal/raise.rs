//! Raising a sealed file to the level that the company wants, and renewing its last timestamp: each
//! step a further revision, each as far as authorities answer; a file is never given a level that it has
//! not.
//!
//! Not here: which file, and when; see `renew`.

use mithaq_domain::{
    seal::{SealLevel, renew_at},
    time::{Instant, Span},
};
use mithaq_pades::{Level, Outcome, ValidationMaterial, add_validation_material, verify};
use mithaq_store::{member_key::MemberKeyRow, seal::SealKeyRow};

use super::{gather::gather, stamp::stamp_document};
use crate::{App, Failure, contract::keys::read_certificates};

/// What is at hand to judge a file by.
pub(crate) struct Ground {
    pub(super) roots: Vec<Vec<u8>>,
    pub(super) known: ValidationMaterial,
}

impl Ground {
    /// The roots and CRLs of a company's keys, the roots of its members' and of the authorities.
    pub(crate) fn of(app: &App, keys: &[SealKeyRow], members: &[MemberKeyRow]) -> Self {
        let mut roots = app.authorities().roots();
        let mut known = ValidationMaterial::default();
        for key in keys {
            roots.push(key.root_certificate.clone());
            known
                .lists
                .extend(read_certificates(&key.lists).unwrap_or_default());
        }
        roots.extend(members.iter().map(|key| key.root_certificate.clone()));
        roots.sort_unstable();
        roots.dedup();
        Self { roots, known }
    }
}

/// A file and how far it came.
#[derive(Clone)]
pub(crate) struct Raised {
    pub(crate) bytes: Vec<u8>,
    pub(crate) level: SealLevel,
    pub(crate) renew_at: Option<Instant>,
}

/// Raises a file as far as authorities answer, at most to `wanted`; with `renew` it gets a further
/// timestamp whatever its level. What our own verifier refuses is not kept.
pub(crate) async fn raise(
    app: &App,
    ground: &Ground,
    file: Raised,
    (wanted, renew): (SealLevel, bool),
) -> Result<Raised, Failure> {
    if file.level >= wanted && !renew {
        return Ok(file);
    }
    let raised = steps(app, ground, file.clone(), wanted).await?;
    if raised.bytes == file.bytes {
        return Ok(file);
    }
    let (bytes, roots, now) = (raised.bytes.clone(), ground.roots.clone(), app.now());
    let check = move || Ok(verify(&bytes, &roots, now.unix_seconds()));
    let level = match app.pool().run(check).await? {
        Ok(verdict) if verdict.outcome() != Outcome::Invalid => verdict.level().map(level),
        _ => None,
    };
    match level {
        Some(level) if level >= file.level => Ok(Raised { level, ..raised }),
        _ => {
            tracing::error!("a raised file does not verify and is not kept");
            Ok(file)
        }
    }
}

const fn level(level: Level) -> SealLevel {
    match level {
        Level::BB => SealLevel::BB,
        Level::BT => SealLevel::BT,
        Level::BLt => SealLevel::BLt,
        Level::BLta => SealLevel::BLta,
    }
}

async fn steps(
    app: &App,
    ground: &Ground,
    mut file: Raised,
    wanted: SealLevel,
) -> Result<Raised, Failure> {
    if file.level < SealLevel::BT {
        let Some((bytes, _)) = stamp_document(app, file.bytes.clone()).await? else {
            return Ok(file);
        };
        (file.bytes, file.level) = (bytes, SealLevel::BT);
    }
    if wanted < SealLevel::BLt {
        return Ok(file);
    }
    let Some(material) = gather(app, file.bytes.clone(), ground).await? else {
        return Ok(file);
    };
    let before = file.bytes.clone();
    let add = move || Ok(add_validation_material(&before, &material)?);
    file.bytes = app.pool().run(add).await?;
    file.level = file.level.max(SealLevel::BLt);
    if wanted < SealLevel::BLta {
        return Ok(file);
    }
    if let Some((bytes, token)) = stamp_document(app, file.bytes.clone()).await? {
        let expires =
            Instant::from_unix_millis(0).plus(Span::seconds(token.expires_unix_seconds()));
        file = Raised {
            bytes,
            level: SealLevel::BLta,
            renew_at: Some(renew_at(app.now(), expires)),
        };
    }
    Ok(file)
}
