//! Validation data: what is taken in, and what may stand behind the last signature.

use crate::archive::Desk;
use crate::forge;
use crate::sample::{self, NOW, Style};
use mithaq_pades::{
    Collection, MaterialError, Need, PdfError, Problem, SignatureProblem, ValidationMaterial,
    Verdict, add_validation_material, verify,
};

const DAY: i64 = 86_400;

fn judge(pdf: &[u8], desk: &Desk) -> Verdict {
    verify(pdf, &desk.roots, NOW + 3600).unwrap()
}

#[test]
fn revoked_certificates_are_named_by_whoever_collects() {
    let desk = Desk::new();
    let sealed = desk.sealed(&sample::reviewed(Style::Table), &sample::request());
    let revoked = desk.key.identity().certificate();
    desk.authority.revoke(revoked, NOW - DAY);
    let known = ValidationMaterial::default();
    let collection = Collection::of_file(&sealed, &desk.roots, &known, NOW + 10).unwrap();
    let mut collection = collection;
    let need = collection
        .needs()
        .into_iter()
        .find(|need| matches!(need, Need::Statement { certificate, .. } if certificate == revoked))
        .unwrap();
    let answer = desk.fetch(&need, NOW + 10);
    assert_eq!(
        collection.accept(&need, &answer),
        Err(MaterialError::Revoked)
    );
    let stale = desk.authority.list(true, NOW - 30 * DAY);
    assert_eq!(collection.accept(&need, &stale), Err(MaterialError::NotIt));
    let list = desk.authority.list(false, NOW);
    assert_eq!(collection.accept(&need, &list), Err(MaterialError::Revoked));
    assert!(collection.finish().is_err());
    // Whoever writes it into the file all the same is told by the verifier.
    let material = ValidationMaterial {
        lists: [list].into(),
        ..ValidationMaterial::default()
    };
    let written = add_validation_material(&sealed, &material).unwrap();
    let verdict = judge(&written, &desk);
    let problems = &verdict.signatures[0].problems;
    assert!(
        problems.contains(&SignatureProblem::Revoked),
        "{verdict:#?}"
    );
}

#[test]
fn old_statements_and_those_of_others_are_not_taken() {
    let desk = Desk::new();
    let other = Desk::new();
    let sealed = desk.sealed(&sample::reviewed(Style::Table), &sample::request());
    let known = ValidationMaterial::default();
    let mut collection = Collection::of_file(&sealed, &desk.roots, &known, NOW + 10).unwrap();
    for need in collection.needs() {
        for answer in [
            other.fetch(&need, NOW),
            b"nothing".to_vec(),
            vec![0x30, 0x80],
            Vec::new(),
        ] {
            assert_eq!(collection.accept(&need, &answer), Err(MaterialError::NotIt));
        }
        // A list holds for a week, an answer for a day.
        let age = match &need {
            Need::Statement { responders, .. } if responders.is_empty() => 60 * DAY,
            _ => 36 * 3600,
        };
        let stale = desk.fetch(&need, NOW - age);
        assert_eq!(collection.accept(&need, &stale), Err(MaterialError::Stale));
    }
}

#[test]
fn nothing_but_validation_data_may_follow_the_last_signature() {
    let desk = Desk::new();
    let sealed = desk.sealed(&sample::reviewed(Style::Table), &sample::request());
    let honest = desk.with_material(&sealed, NOW + 10);
    assert_eq!(judge(&honest, &desk).exit_code(), 0);
    let mut renamed = honest.clone();
    let at = forge::find_last(&renamed, b"/Type /DSS");
    renamed[at + 1..at + 5].copy_from_slice(b"Tape");
    let appended = |tail: &[u8]| [honest.as_slice(), tail].concat();
    let list = ValidationMaterial {
        lists: [desk.authority.list(false, NOW + 50)].into(),
        ..ValidationMaterial::default()
    };
    let second = add_validation_material(&appended(b"\n"), &list).unwrap();
    let page = forge::append(&honest, &[(6, sample::stream("", b"BT ET"))]);
    let stray = forge::append(&honest, &[(190, b"<</A 1>>".to_vec())]);
    let forged = [renamed, appended(b"\n"), second, page, stray];
    for (number, pdf) in forged.iter().enumerate() {
        assert_eq!(judge(pdf, &desk).exit_code(), 1, "{number}");
    }
}

#[test]
fn what_nobody_signed_is_no_validation_data() {
    let desk = Desk::new();
    let sealed = desk.sealed(&sample::reviewed(Style::Table), &sample::request());
    let material = desk.material(&sealed, NOW + 10);
    let with = |change: &dyn Fn(&mut ValidationMaterial)| {
        let mut material = material.clone();
        change(&mut material);
        add_validation_material(&sealed, &material).unwrap()
    };
    let stranger = Desk::new().authority.issuing.clone();
    let mut broken = material.certificates.first().unwrap().clone();
    *broken.last_mut().unwrap() ^= 1;
    let mut forged_list = desk.authority.list(false, NOW);
    *forged_list.last_mut().unwrap() ^= 1;
    let forged = [
        with(&|all| all.certificates.extend([stranger.clone()])),
        with(&|all| all.certificates.extend([broken.clone()])),
        with(&|all| all.lists.extend([vec![0x30, 0]])),
        with(&|all| all.lists.extend([forged_list.clone()])),
        with(&|all| all.answers.extend([vec![0x30, 0]])),
    ];
    for (number, pdf) in forged.iter().enumerate() {
        assert_eq!(judge(pdf, &desk).exit_code(), 1, "{number}");
    }
}

#[test]
fn the_store_under_a_timestamp_holds_validation_data_only() {
    let desk = Desk::new();
    let sealed = desk.sealed(&sample::reviewed(Style::Table), &sample::request());
    let bodies: [&[u8]; 5] = [
        b"<</Type/DSS/Evil 3 0 R>>",
        b"<</Type/DSS/Certs[190 0 R]>>",
        b"<</Type/DSS/CRLs 5>>",
        b"<</Type/DSS/VRI<</A<</Cert[3 0 R]>>>>>>",
        b"<</Type/DSS/VRI<</A<</TS 3 0 R>>>>>>",
    ];
    for body in bodies {
        let catalog = forge::object(&sealed, 1).replacen("<<", "<</DSS 150 0 R", 1);
        let changed = forge::append(
            &sealed,
            &[
                (1, catalog.into_bytes()),
                (150, body.to_vec()),
                (190, sample::stream("", b"not a certificate")),
            ],
        );
        let stamped = desk.stamped(&changed, NOW + 20);
        let verdict = judge(&stamped, &desk);
        assert_eq!(verdict.exit_code(), 1, "{}", String::from_utf8_lossy(body));
        assert!(verdict.problems.contains(&Problem::StoreNotPlain));
        let refused = add_validation_material(&changed, &ValidationMaterial::default());
        assert_eq!(refused, Err(PdfError::Unreadable));
    }
}
