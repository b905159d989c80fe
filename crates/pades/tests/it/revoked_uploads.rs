//! Uploads that others signed whose signer, or whose timestamp authority, was revoked: what is still believed of them
//! when they come under a seal of ours, whose proof that does not touch.

use crate::archive::Desk;
use crate::forms::form;
use crate::sample::{self, NOW, Style};
use crate::signed_uploads::{before_our_seal, our_seal, signed_with};
use mithaq_pades::*;

/// When others say that they signed, and when an authority of theirs says so.
const CLAIMED: i64 = NOW - 100;
const STAMPED: i64 = NOW - 50;
/// The timestamp over the document behind our seal.
const OURS: i64 = NOW + 20;

/// Somebody's signature and the authority that vouches for them.
struct Others {
    desk: Desk,
    roots: [Vec<u8>; 2],
    ours: Desk,
}

impl Others {
    fn new() -> Self {
        let (desk, ours) = (Desk::new(), Desk::new());
        Self {
            roots: [desk.roots[0].clone(), ours.roots[0].clone()],
            desk,
            ours,
        }
    }

    /// The form with their signature.
    fn signed(&self) -> Vec<u8> {
        signed_with(&form(), (&self.desk.key, CLAIMED), |cms| cms)
    }

    /// The same with a timestamp in it.
    fn signed_and_stamped(&self) -> Vec<u8> {
        signed_with(&form(), (&self.desk.key, CLAIMED), |cms| {
            let token = self.desk.stamp(cms.timestamp_imprint(), STAMPED);
            cms.with_timestamp(&token).unwrap()
        })
    }

    fn revoke_signer(&self, at: i64) {
        let signer = self.desk.key.identity().certificate();
        self.desk.authority.revoke(signer, at);
    }

    fn revoke_timestamps(&self, at: i64) {
        let authority = &self.desk.authority;
        authority.revoke(authority.timestamp_certificate(), at);
    }

    /// Brought to B-LTA with what `sealed`, with which it begins, needs, and with what their authority says of those
    /// that it revoked.
    fn archived(&self, pdf: &[u8], sealed: &[u8]) -> Verdict {
        let mut material = self.ours.material(sealed, NOW + 10);
        let list = self.desk.authority.list(false, NOW + 15);
        material.lists.extend([list]);
        let with_material = add_validation_material(pdf, &material).unwrap();
        let archived = self.ours.stamped(&with_material, OURS);
        verify(&archived, &self.roots, NOW + 60).unwrap()
    }

    /// What our seal over an upload comes to then.
    fn continued(&self, signed: &[u8]) -> Verdict {
        let (file, field) = before_our_seal(signed);
        let sealed = self.ours.sealed(&file, &our_seal(&field));
        let verdict = self.archived(&sealed, &sealed);
        let [theirs, own] = &verdict.signatures[..] else {
            panic!("{verdict:#?}")
        };
        assert!(theirs.is_of_upload && !own.is_of_upload);
        assert!(own.is_trusted && own.level == Level::BLta, "{own:#?}");
        verdict
    }
}

#[test]
fn a_signer_who_was_revoked_before_our_timestamp_is_not_trusted_and_later_is() {
    for (revoked, trusted) in [
        (CLAIMED + 1, false),
        (OURS - 1, false),
        (OURS, false),
        (OURS + 1, true),
    ] {
        let others = Others::new();
        others.revoke_signer(revoked);
        let verdict = others.continued(&others.signed());
        let theirs = &verdict.signatures[0];
        // It held when it was accepted: our own seal proves what it proved.
        assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
        assert_eq!(theirs.proven_at_unix_seconds, Some(OURS));
        assert_eq!(theirs.is_trusted, trusted, "{revoked}: {theirs:#?}");
    }
}

#[test]
fn a_signer_who_was_revoked_before_the_time_that_they_claim_makes_the_file_false() {
    let others = Others::new();
    others.revoke_signer(CLAIMED);
    let verdict = others.continued(&others.signed());
    assert_eq!(verdict.outcome(), Outcome::Invalid);
    let problems = &verdict.signatures[0].problems;
    assert_eq!(problems, &[SignatureProblem::Revoked]);
}

#[test]
fn a_timestamp_of_theirs_from_before_the_revocation_keeps_the_signer_trusted() {
    for (revoked, trusted) in [(STAMPED, false), (STAMPED + 1, true)] {
        let others = Others::new();
        others.revoke_signer(revoked);
        let over_document = others.desk.stamped(&others.signed(), STAMPED);
        for signed in [others.signed_and_stamped(), over_document] {
            let verdict = others.continued(&signed);
            assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
            let theirs = &verdict.signatures[0];
            assert_eq!(theirs.proven_at_unix_seconds, Some(STAMPED));
            assert_eq!(theirs.is_trusted, trusted, "{revoked}: {theirs:#?}");
        }
    }
}

#[test]
fn a_timestamp_of_an_authority_that_was_revoked_by_then_proves_nothing_and_is_no_fault() {
    for (revoked, lapsed) in [(STAMPED + 1, true), (OURS, true), (OURS + 1, false)] {
        let others = Others::new();
        others.revoke_timestamps(revoked);
        // Whose signer was revoked too is believed only as long as the timestamp is.
        others.revoke_signer(STAMPED + 1);
        let over_document = others.desk.stamped(&others.signed(), STAMPED);
        for signed in [others.signed_and_stamped(), over_document] {
            let verdict = others.continued(&signed);
            assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
            let theirs = &verdict.signatures[0];
            let stamp = theirs.timestamp.as_ref();
            let stamp = stamp.unwrap_or(&verdict.timestamps[0]);
            assert_eq!(stamp.at_unix_seconds, Some(STAMPED));
            assert!(stamp.is_of_upload && stamp.is_trusted && stamp.problems.is_empty());
            assert_eq!(stamp.is_lapsed, lapsed, "{revoked}");
            let proven = if lapsed { OURS } else { STAMPED };
            assert_eq!(theirs.proven_at_unix_seconds, Some(proven), "{revoked}");
            assert_eq!(theirs.is_trusted, !lapsed, "{revoked}");
        }
    }
}

#[test]
fn behind_a_seal_of_ours_such_a_timestamp_is_a_fault() {
    for (revoked, problems) in [
        (OURS, vec![SignatureProblem::Revoked]),
        (OURS + 1, Vec::new()),
    ] {
        let others = Others::new();
        others.revoke_timestamps(revoked);
        let reviewed = sample::reviewed(Style::Table);
        let sealed = others.ours.sealed(&reviewed, &sample::request());
        let verdict = others.archived(&others.desk.stamped(&sealed, NOW + 8), &sealed);
        assert!(!verdict.timestamps[0].is_of_upload);
        assert_eq!(verdict.timestamps[0].problems, problems, "{revoked}");
    }
}

#[test]
fn without_a_timestamp_over_the_document_a_revoked_signer_is_not_trusted_either() {
    let others = Others::new();
    others.revoke_signer(CLAIMED + 1);
    let (file, field) = before_our_seal(&others.signed());
    let request = our_seal(&field);
    let list = others.desk.authority.list(false, NOW + 15);
    let told = |sealed: &[u8], mut material: ValidationMaterial| {
        material.lists.extend([list.clone()]);
        let file = add_validation_material(sealed, &material).unwrap();
        verify(&file, &others.roots, NOW + 60).unwrap()
    };
    let plain = seal(&file, &request, &others.ours.key).unwrap();
    let timed = others.ours.sealed(&file, &request);
    let material = others.ours.material(&timed, NOW + 10);
    for verdict in [
        told(&plain, ValidationMaterial::default()),
        told(&timed, material),
    ] {
        assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
        assert!(!verdict.signatures[0].is_trusted, "{:?}", verdict.level());
    }
}
