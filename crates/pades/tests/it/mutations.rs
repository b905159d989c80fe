//! Changed, cut and shuffled files: refused, and never a panic.

use crate::archive::Desk;
use crate::forge;
use crate::sample::{self, NOW, Style};
use mithaq_pades::{Outcome, SealRequest, add_signature_fields, seal, verify};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Neither intact nor merely of an unknown issuer.
fn is_refused(pdf: &[u8], roots: &[Vec<u8>]) -> bool {
    verify(pdf, roots, NOW + 60).map_or(true, |verdict| verdict.outcome() == Outcome::Invalid)
}

#[test]
fn a_changed_byte_is_refused_wherever_it_is() {
    for style in [Style::Table, Style::Stream] {
        let (sealed, chain) = sample::sealed(style);
        let roots = [chain.root_der];
        for position in 0..sealed.len() {
            for mask in [0x01, 0x20] {
                let mut changed = sealed.clone();
                changed[position] ^= mask;
                assert!(
                    is_refused(&changed, &roots),
                    "{style:?} {position} {mask:#x}"
                );
            }
        }
    }
}

#[test]
fn a_changed_byte_under_timestamps_is_refused_wherever_it_is() {
    let desk = Desk::new();
    let sealed = desk.sealed(&sample::reviewed(Style::Table), &sample::request());
    let with_material = desk.with_material(&sealed, NOW + 10);
    let archived = desk.stamped(&with_material, NOW + 20);
    let gap = forge::gap(&archived);
    // What no signature covers is looked at closely, the rest here and there.
    let uncovered = sealed.len()..with_material.len();
    let token = gap.start..gap.start + 4000;
    let cases = [(&with_material, uncovered), (&archived, token)];
    for (pdf, close) in cases {
        let here_and_there = (0..pdf.len()).step_by(61);
        for position in close.step_by(5).chain(here_and_there) {
            let mut changed = pdf.clone();
            changed[position] ^= 0x01;
            assert!(is_refused(&changed, &desk.roots), "{position}");
        }
    }
    for length in (0..archived.len())
        .rev()
        .step_by(97)
        .chain([sealed.len() + 1])
    {
        if length != sealed.len() && length != with_material.len() {
            assert!(is_refused(&archived[..length], &desk.roots), "{length}");
        }
    }
}

#[test]
fn a_changed_byte_in_the_signed_range_is_called_altered_and_not_unreadable() {
    let (sealed, chain) = sample::sealed(Style::Table);
    let gap = forge::gap(&sealed);
    for position in (0..gap.start).chain(gap.end..sealed.len()) {
        let mut changed = sealed.clone();
        changed[position] ^= 0x01;
        let verdict = verify(&changed, std::slice::from_ref(&chain.root_der), NOW);
        assert_eq!(
            verdict.map(|verdict| verdict.exit_code()),
            Ok(1),
            "{position}"
        );
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for style in [Style::Table, Style::Stream] {
        let (sealed, chain) = sample::sealed(style);
        let roots = [chain.root_der];
        for length in 0..sealed.len() {
            assert!(is_refused(&sealed[..length], &roots), "{style:?} {length}");
        }
    }
}

/// One way to spoil a file.
#[derive(Debug, Clone)]
enum Spoil {
    Overwrite(prop::sample::Index, Vec<u8>),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    Move(prop::sample::Index, prop::sample::Index, usize),
    Digit(prop::sample::Index, u8),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..20),
        prop::sample::select(vec![
            &b"<<"[..],
            b">>",
            b"[",
            b"(",
            b"endobj",
            b"stream\n",
            b"0 R",
            b"/Kids[2 0 R]",
            b"-1",
            b"99999999999",
            b"/Prev 0",
            b"/Length 999999",
            b"\n%%EOF\n",
            b"obj",
        ])
        .prop_map(<[u8]>::to_vec),
    ];
    let index = any::<prop::sample::Index>;
    prop_oneof![
        (index(), bytes.clone()).prop_map(|(at, bytes)| Spoil::Overwrite(at, bytes)),
        (index(), bytes).prop_map(|(at, bytes)| Spoil::Insert(at, bytes)),
        (index(), 1usize..200).prop_map(|(at, count)| Spoil::Remove(at, count)),
        (index(), index(), 1usize..200).prop_map(|(from, to, count)| Spoil::Move(from, to, count)),
        (index(), b'0'..=b'9').prop_map(|(at, digit)| Spoil::Digit(at, digit)),
    ]
}

fn apply(pdf: &mut Vec<u8>, spoil: &Spoil) {
    let length = pdf.len();
    match spoil {
        Spoil::Overwrite(at, bytes) => {
            let at = at.index(length);
            let end = (at + bytes.len()).min(length);
            pdf[at..end].copy_from_slice(&bytes[..end - at]);
        }
        Spoil::Insert(at, bytes) => {
            let at = at.index(length);
            pdf.splice(at..at, bytes.iter().copied());
        }
        Spoil::Remove(at, count) => {
            let at = at.index(length);
            pdf.drain(at..(at + count).min(length));
        }
        Spoil::Move(from, to, count) => {
            let from = from.index(length);
            let piece = pdf[from..(from + count).min(length)].to_vec();
            let to = to.index(length);
            pdf.splice(to..to, piece);
        }
        Spoil::Digit(at, digit) => {
            let digits: Vec<usize> = (0..length)
                .filter(|place| pdf[*place].is_ascii_digit())
                .collect();
            if !digits.is_empty() {
                pdf[digits[at.index(digits.len())]] = *digit;
            }
        }
    }
}

#[test]
fn no_spoiled_file_makes_any_door_panic_or_passes() {
    let (table, chain) = sample::sealed(Style::Table);
    let (stream, other) = sample::sealed(Style::Stream);
    let roots = [chain.root_der.clone(), other.root_der.clone()];
    let key = sample::key(&chain);
    let config = Config {
        cases: 3000,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[0x5e; 32]);
    let strategy = (any::<bool>(), prop::collection::vec(spoil(), 1..5));
    TestRunner::new_with_rng(config, rng)
        .run(&strategy, |(first, spoils)| {
            let original = if first { &table } else { &stream };
            let mut changed = original.clone();
            spoils.iter().for_each(|spoil| apply(&mut changed, spoil));
            if &changed != original {
                prop_assert!(is_refused(&changed, &roots));
            }
            let _ = add_signature_fields(&changed, &[sample::field("new")]);
            let request = SealRequest {
                field_name: "provider",
                certify: false,
                appearance: Some(&changed),
                ..sample::request()
            };
            let _ = seal(&changed, &request, &key);
            Ok(())
        })
        .unwrap();
}

#[test]
fn deep_and_circular_structures_are_refused() {
    let deep = |open: &str, close: &str| {
        let nested = format!("{}{}", open.repeat(50_000), close.repeat(50_000));
        let catalog = format!("<</Type/Catalog/Pages 2 0 R/AcroForm {nested}>>");
        let objects = [
            (1, catalog.into_bytes()),
            (2, b"<</Type/Pages/Kids[]/Count 0>>".to_vec()),
        ];
        sample::lay_out(&objects, "/Root 1 0 R", Style::Table)
    };
    for pdf in [deep("[", "]"), deep("<</A ", ">>"), deep("(", ")")] {
        assert!(verify(&pdf, &[], NOW).is_err());
        assert!(add_signature_fields(&pdf, &[sample::field("a")]).is_err());
    }
    let circle = [
        (
            1,
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>".to_vec(),
        ),
        (
            2,
            b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>".to_vec(),
        ),
        (3, b"<</T(a)/Kids[4 0 R]>>".to_vec()),
        (4, b"<</T(b)/Kids[3 0 R]>>".to_vec()),
    ];
    let pdf = sample::lay_out(&circle, "/Root 1 0 R", Style::Table);
    assert!(add_signature_fields(&pdf, &[sample::field("c")]).is_err());
    assert!(verify(&pdf, &[], NOW).is_err() || is_refused(&pdf, &[]));
}
