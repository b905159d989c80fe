//! From B-B to B-LTA and on: what the verifier says of each step.

use crate::archive::Desk;
use crate::forge;
use crate::sample::{self, NOW, Style};
use mithaq_authority::{Authority, Fault};
use mithaq_pades::{
    Level, Outcome, PreparedTimestamp, SealError, SealRequest, SignatureProblem, TimestampError,
    TimestampRequest, Verdict, seal, verify,
};

const DAY: i64 = 86_400;
const YEAR: i64 = 365 * DAY;

fn judge(pdf: &[u8], desk: &Desk) -> Verdict {
    verify(pdf, &desk.roots, NOW + 3600).unwrap()
}

fn level(pdf: &[u8], desk: &Desk) -> Level {
    let verdict = judge(pdf, desk);
    assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
    verdict.level().unwrap()
}

#[test]
fn every_step_reaches_its_level_and_keeps_the_bytes_before_it() {
    for style in [Style::Table, Style::Stream] {
        let desk = Desk::new();
        let reviewed = sample::reviewed(style);
        let plain = seal(&reviewed, &sample::request(), &desk.key).unwrap();
        assert_eq!(level(&plain, &desk), Level::BB);
        let sealed = desk.sealed(&reviewed, &sample::request());
        assert_eq!(level(&sealed, &desk), Level::BT);
        let with_material = desk.with_material(&sealed, NOW + 10);
        assert_eq!(level(&with_material, &desk), Level::BLt);
        let archived = desk.stamped(&with_material, NOW + 20);
        assert_eq!(level(&archived, &desk), Level::BLta);
        assert!(archived.starts_with(&with_material) && with_material.starts_with(&sealed));
        assert!(sealed.starts_with(&reviewed));
        let verdict = judge(&archived, &desk);
        let [signature] = verdict.signatures.as_slice() else {
            panic!("{verdict:#?}");
        };
        assert_eq!(signature.proven_at_unix_seconds, Some(NOW + 5));
        let own = signature.timestamp.as_ref().unwrap();
        assert!(own.is_trusted && own.authority_subject.contains("Authority timestamps"));
        assert_eq!(verdict.timestamps[0].at_unix_seconds, Some(NOW + 20));
        assert_eq!(
            verdict.timestamps[0].field_name.as_deref(),
            Some("timestamp-1")
        );
        assert_eq!(verdict.timestamps[0].revision, verdict.revision_count);
    }
}

#[test]
fn a_file_sealed_without_an_authority_is_brought_to_the_same_level_later() {
    let desk = Desk::new();
    let plain = seal(
        &sample::reviewed(Style::Table),
        &sample::request(),
        &desk.key,
    )
    .unwrap();
    let later = NOW + 600;
    let stamped = desk.stamped(&plain, later);
    assert_eq!(level(&stamped, &desk), Level::BT);
    let with_material = desk.with_material(&stamped, later);
    assert_eq!(level(&with_material, &desk), Level::BLt);
    let archived = desk.stamped(&with_material, later + 5);
    assert_eq!(level(&archived, &desk), Level::BLta);
    assert!(archived.starts_with(&plain));
    let signature = &judge(&archived, &desk).signatures[0];
    assert_eq!(signature.proven_at_unix_seconds, Some(later));
    assert!(signature.timestamp.is_none());
}

#[test]
fn several_signers_reach_the_highest_level_together() {
    let desk = Desk::new();
    let once = desk.sealed(&sample::reviewed(Style::Table), &sample::request());
    let provider = SealRequest {
        field_name: "provider",
        certify: false,
        ..sample::request()
    };
    let twice = desk.sealed(&once, &provider);
    let archived = desk.stamped(&desk.with_material(&twice, NOW + 10), NOW + 20);
    let verdict = judge(&archived, &desk);
    assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
    assert!(
        verdict
            .signatures
            .iter()
            .all(|one| one.level == Level::BLta)
    );
}

#[test]
fn a_renewal_carries_the_proof_over_the_end_of_the_first_authority() {
    let until = NOW + YEAR;
    let desk = Desk::of(Authority::with_timestamps_until(
        crate::archive::BASE,
        NOW,
        until,
    ));
    let archived = desk.archived(Style::Table);
    let ended = verify(&archived, &desk.roots, until + DAY).unwrap();
    assert!(ended.timestamps[0].is_lapsed);
    assert_eq!(ended.signatures[0].proven_at_unix_seconds, None);
    assert_eq!(ended.signatures[0].level, Level::BB, "{ended:#?}");

    // A second authority under the same root takes over before that.
    let renewed_at = until - 30 * DAY;
    let longer = Desk::of(Authority::new(crate::archive::BASE, NOW));
    let with_material = desk.with_material(&archived, renewed_at);
    let prepared = PreparedTimestamp::new(&with_material, 8192).unwrap();
    let token = longer.stamp(prepared.imprint(), renewed_at);
    let renewed = prepared.embed(&token).unwrap();
    let roots = [desk.roots[0].clone(), longer.roots[0].clone()];
    let verdict = verify(&renewed, &roots, until + 3 * YEAR).unwrap();
    assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
    assert_eq!(verdict.signatures[0].level, Level::BLta);
    assert_eq!(verdict.signatures[0].proven_at_unix_seconds, Some(NOW + 5));
    assert!(renewed.starts_with(&archived));
}

#[test]
fn an_authority_that_is_not_trusted_is_said_and_proves_no_time() {
    let desk = Desk::new();
    let archived = desk.archived(Style::Table);
    let verdict = verify(&archived, &[], NOW + 60).unwrap();
    assert_eq!(verdict.outcome(), Outcome::UnknownIssuer, "{verdict:#?}");
    let signature = &verdict.signatures[0];
    assert_eq!(signature.proven_at_unix_seconds, None);
    assert!(!signature.timestamp.as_ref().unwrap().is_trusted);
    assert!(!verdict.timestamps[0].is_trusted);
}

#[test]
fn no_faulty_answer_is_taken_for_a_timestamp() {
    let desk = Desk::new();
    let faults = [
        (Fault::Rejection, TimestampError::Refused(2)),
        (Fault::NoToken, TimestampError::Malformed),
        (Fault::OtherImprint, TimestampError::OtherImprint),
        (Fault::OtherNonce, TimestampError::OtherNonce),
        (Fault::NoNonce, TimestampError::OtherNonce),
        (Fault::Ahead, TimestampError::TimeApart),
        (Fault::Trailing, TimestampError::Malformed),
    ];
    for (fault, expected) in faults {
        let refused = desk.ask([3; 32], NOW, Some(fault)).unwrap_err();
        assert_eq!(refused, expected, "{fault:?}");
    }
    use SignatureProblem::{TokenCertificate, TokenInvalid, TokenMalformed, UnrelatedCertificate};
    let unsound = [
        (Fault::OtherPurpose, TokenCertificate),
        (Fault::BadSignature, TokenInvalid),
        (Fault::OtherCertificate, TokenInvalid),
        (Fault::NoCertificateAttribute, TokenInvalid),
        (Fault::Unsigned, TokenMalformed),
    ];
    for (fault, expected) in unsound {
        let refused = desk.ask([3; 32], NOW, Some(fault)).unwrap_err();
        assert_eq!(refused, TimestampError::Unsound(expected), "{fault:?}");
    }
    let altered = desk.ask([3; 32], NOW, Some(Fault::AlteredInfo));
    assert!(altered.is_err());
    let unrelated = desk.ask([3; 32], NOW, Some(Fault::Unrelated)).unwrap_err();
    assert_eq!(unrelated, TimestampError::Unsound(UnrelatedCertificate));

    let request = TimestampRequest::new([3; 32], [9; 16], None).unwrap();
    let answer = desk.authority.timestamp(request.der(), NOW);
    let stranger = Desk::new();
    let refused = request.accept(&answer, &stranger.roots, NOW).unwrap_err();
    assert_eq!(refused, TimestampError::NotTrusted);
    for policy in ["", "1", "x.y", "1.2.3.4."] {
        assert!(TimestampRequest::new([3; 32], [9; 16], Some(policy)).is_err());
    }
    let asked = TimestampRequest::new([3; 32], [9; 16], Some("1.2.3.4")).unwrap();
    let other = request.accept(
        &desk.authority.timestamp(asked.der(), NOW),
        &desk.roots,
        NOW,
    );
    assert!(other.is_ok(), "whatever policy, where none was asked for");
    let refused = asked.accept(&answer, &desk.roots, NOW).unwrap_err();
    assert_eq!(refused, TimestampError::OtherPolicy);
}

#[test]
fn a_forged_token_in_the_file_is_refused() {
    let desk = Desk::new();
    let archived = desk.archived(Style::Table);
    let gap = forge::gap(&archived);
    let prefix: Vec<u8> = [&archived[..gap.start], &archived[gap.end..]].concat();
    let imprint = sha_256(&prefix);
    let request = TimestampRequest::new(imprint, [9; 16], None).unwrap();
    let token = |fault| {
        let answer = desk
            .authority
            .faulty_timestamp(request.der(), NOW + 20, Some(fault));
        // The token is what follows the five bytes of the status.
        answer[4 + 5..].to_vec()
    };
    use SignatureProblem::*;
    let cases = [
        (Fault::OtherImprint, TokenOverOtherBytes),
        (Fault::OtherPurpose, TokenCertificate),
        (Fault::BadSignature, TokenInvalid),
        (Fault::OtherCertificate, TokenInvalid),
        (Fault::NoCertificateAttribute, TokenInvalid),
        (Fault::Unsigned, TokenMalformed),
        (Fault::Unrelated, UnrelatedCertificate),
    ];
    for (fault, expected) in cases {
        let forged = forge::edit_cms(&archived, |_| token(fault));
        let verdict = judge(&forged, &desk);
        assert_eq!(verdict.exit_code(), 1, "{fault:?}");
        let problems = &verdict.timestamps[0].problems;
        assert!(problems.contains(&expected), "{fault:?}: {problems:?}");
        assert!(verdict.signatures[0].level < Level::BLta, "{fault:?}");
    }
}

fn sha_256(bytes: &[u8]) -> [u8; 32] {
    use aws_lc_rs::digest::{SHA256, digest};
    digest(&SHA256, bytes).as_ref().try_into().unwrap()
}

#[test]
fn a_timestamp_for_other_bytes_or_too_large_for_its_room_is_refused() {
    let desk = Desk::new();
    let sealed = desk.sealed(&sample::reviewed(Style::Table), &sample::request());
    let other = desk.stamp([1; 32], NOW);
    let prepared = PreparedTimestamp::new(&sealed, 8192).unwrap();
    assert_eq!(prepared.embed(&other), Err(SealError::OtherTimestamp));
    let small = PreparedTimestamp::new(&sealed, 500).unwrap();
    let token = desk.stamp(small.imprint(), NOW);
    let refused = small.embed(&token);
    assert!(
        matches!(refused, Err(SealError::TooLittleRoom { needed, reserved: 500 }) if needed > 500)
    );
}

#[test]
fn a_page_changed_under_a_timestamp_is_still_a_change() {
    let desk = Desk::new();
    let sealed = desk.sealed(&sample::reviewed(Style::Table), &sample::request());
    let changed = forge::append(&sealed, &[(6, sample::stream("", b"BT ET"))]);
    let verdict = judge(&desk.stamped(&changed, NOW + 20), &desk);
    let problems = &verdict.signatures[0].problems;
    assert!(
        problems.contains(&SignatureProblem::ChangedAfterwards),
        "{verdict:#?}"
    );
    assert_eq!(verdict.signatures[0].level, Level::BB);
}

#[test]
fn a_claimed_time_after_the_timestamp_is_a_lie() {
    let desk = Desk::new();
    let request = SealRequest {
        signed_at_unix_ms: (NOW + 2000) * 1000,
        ..sample::request()
    };
    let sealed = desk.sealed(&sample::reviewed(Style::Table), &request);
    let problems = &judge(&sealed, &desk).signatures[0].problems;
    assert_eq!(problems, &[SignatureProblem::ClaimedTimeAfterTimestamp]);
}

#[test]
fn a_changed_issuer_in_the_timestamp_of_a_signature_makes_the_file_false_and_not_only_unknown() {
    let desk = Desk::new();
    let sealed = desk.sealed(&sample::reviewed(Style::Table), &sample::request());
    let gap = forge::gap(&sealed);
    let issuing: String = desk
        .authority
        .issuing
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let hex = std::str::from_utf8(&sealed[gap.clone()]).unwrap();
    // The seal's own issuer comes first; the last copy is that of the token.
    let at = gap.start + hex.rfind(&issuing).unwrap();
    assert_eq!(hex.matches(&issuing).count(), 2);
    for place in (at..at + issuing.len()).step_by(5) {
        let mut changed = sealed.clone();
        changed[place] = if changed[place] == b'0' { b'1' } else { b'0' };
        let code = verify(&changed, &desk.roots, NOW + 60).unwrap().exit_code();
        assert_eq!(code, 1, "digit {} of {}", place - at, issuing.len());
    }
}
