//! The seeds of the fuzzer (`fuzz/seeds`), replayed: every door takes every seed, and some spoiled ones, without panic.
//!
//! `cargo test -p mithaq-pades write_the_seeds -- --ignored` writes them anew, where a format has changed; those that
//! others signed are made by the judges' Python, those with keys by OpenSSL.

#[path = "../../../../fuzz/doors.rs"]
mod doors;

use crate::archive::Desk;
use crate::forge;
use crate::forms::form;
use crate::pkcs12;
use crate::sample::{self, NOW, Style};
use crate::signed_uploads::signed_by_others;
use mithaq_pades::{SealRequest, TimestampRequest, import_pkcs12, seal, verify};
use std::path::PathBuf;

type Door = (&'static str, fn(&[u8]));

const DOORS: [Door; 8] = [
    ("verify", doors::verify),
    ("seal", doors::seal),
    ("message", doors::message),
    ("answer", doors::answer),
    ("certificate", doors::certificate),
    ("form", doors::form),
    ("signed", doors::signed),
    ("pkcs12", doors::pkcs12),
];

fn home() -> PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz").into()
}

fn put(name: &str, bytes: &[u8]) {
    let path = home().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn no_door_panics_on_any_seed_nor_on_half_of_it() {
    for (name, door) in DOORS {
        let folder = home().join("seeds").join(name);
        let mut count = 0;
        for seed in std::fs::read_dir(folder).unwrap() {
            let seed = seed.unwrap().path();
            println!("{}", seed.display());
            let bytes = std::fs::read(seed).unwrap();
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

#[test]
#[ignore = "writes some of fuzz/seeds anew"]
fn write_the_seeds_of_certificates() {
    let given = |name: &str| std::fs::read(home().join(name)).unwrap();
    put("seeds/certificate/root", &given("given/root.der"));
    put("seeds/certificate/issuing", &given("seeds/answer/issuing"));
    let carrier = verify(&given("given/carrier.pdf"), &[], NOW + 60).unwrap();
    let certificate = &carrier.signatures[0].certificate;
    put("seeds/certificate/seal", certificate);
}

/// In which ways OpenSSL protects a file: as usual, as it once did, and but for the key not at all.
const PROTECTED: [(&str, &str); 3] = [
    ("usual", ""),
    (
        "older",
        "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
    ),
    ("open", "-certpbe NONE -nomac -iter 1"),
];

#[test]
#[ignore = "writes fuzz/seeds/pkcs12 anew"]
fn write_the_seeds_of_keys() {
    let desk = Desk::new();
    let others = [desk.authority.root.as_slice(), &desk.authority.issuing];
    for (name, options) in PROTECTED {
        let options: Vec<&str> = options.split_whitespace().collect();
        let file = pkcs12::exported(&desk.authority, &others, &options);
        assert!(import_pkcs12(&file, doors::PASSWORD, &[]).is_ok(), "{name}");
        put(&format!("seeds/pkcs12/{name}"), &file);
    }
}

#[test]
fn the_seeds_of_keys_are_opened() {
    for (name, _) in PROTECTED {
        let seed = home().join("seeds/pkcs12").join(name);
        let file = std::fs::read(seed).unwrap();
        let key = import_pkcs12(&file, doors::PASSWORD, &[]).unwrap();
        assert_eq!((key.chain.len(), key.root.is_some()), (1, true), "{name}");
        assert!(!doors::is_left_out(&file), "{name}");
    }
}

/// A value that somebody put into the form when it was signed, and its looks.
const VALUE: &str = "
%behind 7<</Type/Annot/Subtype/Widget/P 3 0 R/F 4/Rect[20 320 220 338]/T(code)/FT/Tx/MaxLen 8/Ff 16777216/DA(/Helv 9 Tf 0 g)/Q 1/V(1234)/AP<</N 300 0 R>>>>
%behind 300<</Type/XObject/Subtype/Form/BBox[0 0 200 18]/Length 0>>
stream

endstream";

#[test]
#[ignore = "writes some of fuzz/seeds anew"]
fn write_the_seeds_of_uploads() {
    let wished = "person.name=منى Mona\ncode=12345678\nagreed/Yes\nsex/f\ncity|g\n";
    let contract = sample::contract(Style::Stream);
    let with =
        |head: &str, pdf: &[u8], behind: &str| [head.as_bytes(), pdf, behind.as_bytes()].concat();
    put("seeds/form/fitting", &with("", &form(), ""));
    put(
        "seeds/form/wished",
        &with(&format!("a\n{wished}"), &form(), ""),
    );
    put(
        "seeds/form/next",
        &with("\n=a\n=1\n/Yes\n/\n=c\n", &form(), ""),
    );
    put("seeds/form/none", &with("abc\n", &contract, ""));
    let wished = "code=12345678\ncity=g\n";
    put("seeds/signed/fitting", &with("", &form(), ""));
    put(
        "seeds/signed/wished",
        &with(&format!("2\n{wished}"), &form(), ""),
    );
    put("seeds/signed/certified", &with("c2\n", &form(), VALUE));
    put("seeds/signed/locked", &with("cl\n", &form(), ""));
    put("seeds/signed/ours", &with("o\n", &form(), VALUE));
    put("seeds/signed/none", &with("2\n", &contract, ""));
    let lines = [
        "a Others",
        "b Others pades p2",
        "c Others p3 sha512 seen",
        "d Others lock:code",
    ];
    let folder = signed_by_others("seeds", &sample::chain(), &lines);
    for name in ["a", "b", "c", "d"] {
        let file = std::fs::read(folder.join(name)).unwrap();
        put(
            &format!("seeds/signed/others-{name}"),
            &with("2\n", &file, ""),
        );
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
