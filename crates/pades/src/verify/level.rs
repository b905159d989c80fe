//! How far a signature has come: B-B, B-T, B-LT or B-LTA (EN 319 142-1 6).
//!
//! What lives here: whether the material in the file says everything of a path, and
//! whether it says that a certificate was revoked. What does not: the tokens and the
//! chains themselves.

use super::report::Level;
use super::stamp::Stamp;
use crate::certificate::RawCertificate;
use crate::path;
use crate::revocation::{self, Statement};
use crate::security_store::ValidationMaterial;
use std::cell::RefCell;

/// A path with the moment at which its certificates have to hold, Unix seconds.
#[derive(Clone, Copy)]
pub(super) struct Needed<'a> {
    pub(super) path: &'a [Vec<u8>],
    pub(super) at: i64,
}

/// What the material says of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Every certificate below the root has a statement that holds, none is revoked.
    Everything,
    /// A statement or an issuer is missing.
    TooLittle,
    /// A certificate had been revoked.
    Revoked,
}

/// What material says of a path, whatever the moment: signatures checked.
#[derive(Debug, Clone)]
struct Testimony {
    leaf: Vec<u8>,
    /// The address of the material; it stays where it is for as long as anybody asks.
    material: usize,
    ends_in_root: bool,
    /// Of each certificate below the root.
    statements: Vec<Vec<Statement>>,
}

/// Checking signatures is what takes time, and one path is asked for several times.
#[derive(Debug, Default)]
pub(super) struct Witness {
    heard: RefCell<Vec<Testimony>>,
}

impl Witness {
    /// Looks every certificate of a path up.
    pub(super) fn said(
        &self,
        needed: Needed<'_>,
        material: &ValidationMaterial,
        roots: &[Vec<u8>],
    ) -> Said {
        let Some(leaf) = needed.path.first() else {
            return Said::TooLittle;
        };
        let address = std::ptr::from_ref(material).addr();
        let mut heard = self.heard.borrow_mut();
        let known = |one: &&Testimony| one.leaf == *leaf && one.material == address;
        if let Some(found) = heard.iter().find(known) {
            return found.said(needed.at);
        }
        let found = testimony((leaf, needed.path), material, roots);
        let said = found.said(needed.at);
        heard.push(found);
        said
    }
}

impl Testimony {
    fn said(&self, at: i64) -> Said {
        let mut said = if self.ends_in_root {
            Said::Everything
        } else {
            Said::TooLittle
        };
        for statements in &self.statements {
            if statements.iter().any(|one| one.is_revoked_at(at)) {
                return Said::Revoked;
            }
            if !statements.iter().any(|one| one.holds_at(at)) {
                said = Said::TooLittle;
            }
        }
        said
    }
}

fn testimony(
    (leaf, path): (&Vec<u8>, &[Vec<u8>]),
    material: &ValidationMaterial,
    roots: &[Vec<u8>],
) -> Testimony {
    let mut pool: Vec<&[u8]> = path.iter().map(Vec::as_slice).collect();
    pool.extend(material.certificates.iter().map(Vec::as_slice));
    pool.extend(roots.iter().map(Vec::as_slice));
    let whole = path::path(leaf, &pool);
    let of = |pair: &[&[u8]]| match pair {
        [certificate, issuer] => material
            .statements()
            .filter_map(|data| revocation::statement(data, certificate, issuer))
            .collect(),
        _ => Vec::new(),
    };
    Testimony {
        leaf: leaf.clone(),
        material: std::ptr::from_ref(material).addr(),
        ends_in_root: path::ends_in_root(&whole, roots),
        statements: whole.windows(2).map(of).collect(),
    }
}

/// What a signature's level is judged by.
pub(super) struct Course<'a> {
    pub(super) signer: Needed<'a>,
    /// The sound timestamps over it: its own, then those over the document, each with
    /// the store that its revision covers.
    pub(super) stamps: Vec<(&'a Stamp, Option<&'a ValidationMaterial>)>,
    /// The store of the file as it stands.
    pub(super) material: &'a ValidationMaterial,
    pub(super) roots: &'a [Vec<u8>],
    pub(super) witness: &'a Witness,
}

impl Course<'_> {
    pub(super) fn level(&self) -> Level {
        if self.stamps.is_empty() {
            return Level::BB;
        }
        if !self.is_complete(self.material, None) {
            return Level::BT;
        }
        let archived = self.stamps.iter().enumerate().any(|(index, (_, covered))| {
            covered.is_some_and(|covered| self.is_complete(covered, Some(index)))
        });
        if archived { Level::BLta } else { Level::BLt }
    }

    /// Whether material says everything of the signer and of a timestamp, other than one.
    fn is_complete(&self, material: &ValidationMaterial, but: Option<usize>) -> bool {
        let complete = |needed: Needed<'_>| {
            self.witness.said(needed, material, self.roots) == Said::Everything
        };
        let mut others = self
            .stamps
            .iter()
            .enumerate()
            .filter(|(index, _)| Some(*index) != but);
        let stamped = others.any(|(_, (stamp, _))| {
            stamp.sound_at().is_some_and(|at| {
                complete(Needed {
                    path: &stamp.path,
                    at,
                })
            })
        });
        stamped && complete(self.signer)
    }
}

/// Whether what was added after the last signature is what it says: every certificate
/// issued by another that is known, or a root; every statement signed by a known issuer.
/// Nothing else protects these bytes.
pub(super) fn is_sound(added: &ValidationMaterial, known: &[&[u8]]) -> bool {
    let pool: Vec<&[u8]> = known
        .iter()
        .copied()
        .chain(added.certificates.iter().map(Vec::as_slice))
        .collect();
    let issued = |certificate: &Vec<u8>| {
        path::issuer(certificate, &pool).is_some()
            || RawCertificate::read(certificate).is_ok_and(|raw| raw.is_self_signed())
    };
    let signed = |data: &Vec<u8>, is_of: fn(&[u8], &[u8]) -> bool| {
        pool.iter().any(|issuer| is_of(data, issuer))
    };
    added.certificates.iter().all(issued)
        && added
            .lists
            .iter()
            .all(|list| signed(list, revocation::crl::is_of))
        && added
            .answers
            .iter()
            .all(|answer| signed(answer, revocation::ocsp::is_of))
}
