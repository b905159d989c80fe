//! A timestamp that stands in no file, over a value that something else says.

use crate::archive::Desk;
use crate::sample::NOW;
use mithaq_authority::{Authority, Fault};
use mithaq_pades::{SignatureProblem, TimestampRequest, verify_timestamp};

const IMPRINT: [u8; 32] = [3; 32];
const DAY: i64 = 86_400;

/// The token in an answer to an honest request, whatever is wrong with it.
fn token(authority: &Authority, fault: Option<Fault>) -> Vec<u8> {
    let request = TimestampRequest::new(IMPRINT, [9; 16], None).unwrap();
    let answer = authority.faulty_timestamp(request.der(), NOW, fault);
    // TimeStampResp: two bytes of length after its tag, then the status of five bytes.
    let header = 4;
    answer[header + 5..].to_vec()
}

#[test]
fn a_sound_token_proves_its_time_by_an_authority_that_ends_in_a_given_root() {
    let desk = Desk::new();
    let token = token(&desk.authority, None);
    let report = verify_timestamp(&token, &IMPRINT, &desk.roots, NOW + 60);
    assert_eq!(
        (report.problems.as_slice(), report.is_trusted),
        (&[][..], true)
    );
    assert_eq!(
        (report.at_unix_seconds, report.is_lapsed),
        (Some(NOW), false)
    );
    assert!(report.authority_subject.contains("Authority timestamps"));
    let unknown = verify_timestamp(&token, &IMPRINT, &[], NOW + 60);
    assert_eq!(
        (unknown.problems.as_slice(), unknown.is_trusted),
        (&[][..], false)
    );
    let stranger = verify_timestamp(&token, &IMPRINT, &Desk::new().roots, NOW + 60);
    assert!(!stranger.is_trusted);
}

#[test]
fn a_token_over_another_value_or_from_the_future_is_named() {
    let desk = Desk::new();
    let token = token(&desk.authority, None);
    let other = verify_timestamp(&token, &[4; 32], &desk.roots, NOW + 60);
    assert_eq!(other.problems, [SignatureProblem::TokenOverOtherBytes]);
    let early = verify_timestamp(&token, &IMPRINT, &desk.roots, NOW - 301);
    assert_eq!(early.problems, [SignatureProblem::ClaimedTimeInFuture]);
}

#[test]
fn a_token_whose_authority_has_ended_has_lapsed() {
    let until = NOW + 30 * DAY;
    let base = crate::archive::BASE;
    let desk = Desk::of(Authority::with_timestamps_until(base, NOW, until));
    let token = token(&desk.authority, None);
    let lapsed = |now| verify_timestamp(&token, &IMPRINT, &desk.roots, now).is_lapsed;
    assert_eq!((lapsed(until), lapsed(until + 1)), (false, true));
}

#[test]
fn every_fault_and_every_changed_byte_of_a_token_is_found() {
    let desk = Desk::new();
    let sound = |token: &[u8]| {
        let report = verify_timestamp(token, &IMPRINT, &desk.roots, NOW + 60);
        report.problems.is_empty() && report.is_trusted
    };
    let faults = [
        Fault::OtherImprint,
        Fault::Ahead,
        Fault::OtherPurpose,
        Fault::BadSignature,
        Fault::OtherCertificate,
        Fault::NoCertificateAttribute,
        Fault::AlteredInfo,
        Fault::Unsigned,
        Fault::Unrelated,
    ];
    for fault in faults {
        assert!(!sound(&token(&desk.authority, Some(fault))), "{fault:?}");
    }
    let whole = token(&desk.authority, None);
    assert!(sound(&whole));
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        assert!(!sound(&changed), "byte {place} of {}", whole.len());
    }
    for end in [0, 1, whole.len() / 2, whole.len() - 1] {
        assert!(!sound(&whole[..end]), "{end}");
    }
}
