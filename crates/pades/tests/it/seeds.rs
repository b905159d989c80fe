//! The seeds of the fuzzer (`fuzz/seeds`), replayed: every door takes every seed, and some spoiled ones, without panic.
//!
//! `cargo test -p mithaq-pades write_the_seeds -- --ignored` writes them anew, where a format has changed.

#[path = "../../../../fuzz/doors.rs"]
mod doors;

use crate::archive::Desk;
use crate::forge;
use crate::sample::{self, NOW, Style};
use mithaq_pades::{SealRequest, TimestampRequest, seal};
use std::path::PathBuf;

type Door = (&'static str, fn(&[u8]));

const DOORS: [Door; 4] = [
    ("verify", doors::verify),
    ("seal", doors::seal),
    ("message", doors::message),
    ("answer", doors::answer),
];

fn home() -> PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz").into()
}

#[test]
fn no_door_panics_on_any_seed_nor_on_half_of_it() {
    for (name, door) in DOORS {
        let folder = home().join("seeds").join(name);
        let mut count = 0;
        for seed in std::fs::read_dir(folder).unwrap() {
            let bytes = std::fs::read(seed.unwrap().path()).unwrap();
            door(&bytes);
            door(&bytes[..bytes.len() / 2]);
            count += 1;
        }
        assert!(count > 0, "{name} has no seeds");
    }
}

#[test]
#[ignore = "writes fuzz/seeds and fuzz/given anew"]
fn write_the_seeds() {
    let desk = Desk::new();
    let put = |name: &str, bytes: &[u8]| {
        let path = home().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    put("given/root.der", &desk.authority.root);
    let roomy = SealRequest {
        reserved_bytes: Some(8192),
        ..sample::request()
    };
    let carrier = seal(&sample::reviewed(Style::Table), &roomy, &desk.key).unwrap();
    put("given/carrier.pdf", &carrier);
    let timed = desk.sealed(&sample::reviewed(Style::Stream), &sample::request());
    put("given/timed.pdf", &timed);
    for (name, bytes) in [
        ("b", carrier.clone()),
        ("t", timed.clone()),
        ("lt", desk.with_material(&timed, NOW + 10)),
        ("lta", desk.archived(Style::Table)),
    ] {
        put(&format!("seeds/verify/{name}"), &bytes);
    }
    for (name, style) in [("table", Style::Table), ("stream", Style::Stream)] {
        put(&format!("seeds/seal/{name}"), &sample::contract(style));
        put(
            &format!("seeds/seal/{name}-reviewed"),
            &sample::reviewed(style),
        );
    }
    for (name, file) in [("plain", &carrier), ("timestamped", &timed)] {
        forge::edit_cms(file, |cms| {
            put(&format!("seeds/message/{name}"), &cms);
            cms
        });
    }
    let request = TimestampRequest::new([7; 32], [9; 16], None).unwrap();
    let token = desk.authority.faulty_timestamp(request.der(), NOW, None);
    put("seeds/answer/timestamp", &token);
    put("seeds/answer/issuing", &desk.authority.issuing);
    put("seeds/answer/list", &desk.authority.list(true, NOW + 10));
    let known = mithaq_pades::ValidationMaterial::default();
    let collection = mithaq_pades::Collection::of_file(&timed, &desk.roots, &known, NOW + 10);
    for (index, need) in collection.unwrap().needs().iter().enumerate() {
        let answer = desk.fetch(need, NOW + 10);
        put(&format!("seeds/answer/need-{index}"), &answer);
    }
}
