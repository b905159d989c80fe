//! Archives as somebody would make them who wants to be believed, or to break whoever looks.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::Write;

use mithaq_domain::{
    contract::SignatureLevel,
    id::{ContractId, SessionId},
    time::Instant,
};

use super::*;
use crate::evidence::{CompanyPart, DocumentPart, HeadPart};

fn bundle() -> Bundle {
    let at = Instant::from_unix_millis(1);
    Bundle {
        completion: None,
        contract: b"%PDF-1.7 ".repeat(300),
        facts: ContractPart {
            completion: None,
            company: CompanyPart {
                number: 1,
                name: "n".to_owned(),
                display_en: "N".to_owned(),
                display_ar: "ن".to_owned(),
            },
            contract: ContractId::new(at, &[1; 10]),
            session: SessionId::new(at, &[2; 10]),
            request_number: "REQ-2026-00001".to_owned(),
            contract_type: 414,
            version: 1,
            status: "Completed".to_owned(),
            created_at: at.to_iso(),
            signature_level: SignatureLevel::SealedConsent,
            seals: None,
            document: DocumentPart {
                short_code: "0000-0000-0000-0000".to_owned(),
                pages: 1,
                reviewed_bytes: 9,
                reviewed_sha256: [1; 32],
                sealed_sha256: [2; 32],
                frozen_at: at.to_iso(),
            },
            signers: Vec::new(),
        },
        journal: JournalPart {
            head: HeadPart {
                size: 1,
                at: 1,
                link: [3; 32],
                root: [4; 32],
                timestamp: None,
                renewals: Vec::new(),
            },
            entries: Vec::new(),
        },
        commitments: CommitmentsPart {
            commitments: Vec::new(),
        },
        certificates: "-----BEGIN".to_owned(),
        readme_ar: "اقرأ".to_owned(),
        readme_en: "Read".to_owned(),
    }
}

/// The parts as they are written, the manifest first.
fn written() -> Vec<(String, Vec<u8>)> {
    let packed = bundle().pack().unwrap();
    let parts = read(&packed).unwrap();
    let order = [name::MANIFEST].into_iter().chain(name::PARTS);
    order
        .map(|name| (name.to_owned(), parts[name].clone()))
        .collect()
}

/// An archive of these parts, whatever they are.
fn archive(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in parts {
        let file = archive.new_file(name.as_str());
        let (mut entry, config) = file
            .compression_method(CompressionMethod::DEFLATE)
            .start()
            .unwrap();
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::best()));
        writer.write_all(bytes).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

fn refused(parts: &[(String, Vec<u8>)]) -> Option<NotABundle> {
    Bundle::unpack(&archive(parts)).err()
}

#[test]
fn what_is_packed_unpacks_to_the_same_and_packs_to_the_same_bytes_each_time() {
    let packed = bundle().pack().unwrap();
    assert_eq!(Bundle::unpack(&packed), Ok(bundle()));
    assert_eq!(bundle().pack().unwrap(), packed);
    assert_eq!(refused(&written()), None, "another compression is no harm");
}

#[test]
fn paths_and_strange_names_are_no_parts() {
    for name in [
        "../contract.pdf",
        "/etc/passwd",
        "contract.pdf/",
        "./contract.pdf",
        "dir\\contract.pdf",
        "CONTRACT.PDF",
        "contract.pdf\0",
        "more.txt",
    ] {
        // The writer makes names harmless, so the name is put in afterwards.
        let mut parts = written();
        let harmless = "~".repeat(name.len());
        parts.push((harmless.clone(), b"x".to_vec()));
        let mut archive = archive(&parts);
        let mut places = 0;
        for at in 0..archive.len() - name.len() {
            if archive[at..].starts_with(harmless.as_bytes()) {
                archive[at..at + name.len()].copy_from_slice(name.as_bytes());
                places += 1;
            }
        }
        assert_eq!(places, 2, "before the part and in the directory");
        assert_eq!(
            Bundle::unpack(&archive),
            Err(NotABundle::UnknownPart),
            "{name}"
        );
    }
}

#[test]
fn a_second_part_of_a_name_is_refused_wherever_it_stands() {
    for place in [0, 1, 8] {
        let mut parts = written();
        parts.insert(place, (name::CONTRACT.to_owned(), b"%PDF-other".to_vec()));
        assert_eq!(refused(&parts), Some(NotABundle::DoubledPart), "{place}");
    }
    let many = vec![written()[1].clone(); 5000];
    assert_eq!(refused(&many), Some(NotABundle::DoubledPart));
}

#[test]
fn a_part_that_is_called_otherwise_before_its_data_is_refused() {
    let mut packed = bundle().pack().unwrap();
    let at = packed
        .windows(12)
        .position(|window| window == b"contract.pdf")
        .unwrap();
    packed[at..at + 12].copy_from_slice(b"../trick.pdf");
    assert_eq!(Bundle::unpack(&packed), Err(NotABundle::NotAsWritten));
}

#[test]
fn a_missing_part_and_an_altered_one_are_refused() {
    for place in 0..8 {
        let mut parts = written();
        parts.remove(place);
        assert_eq!(refused(&parts), Some(NotABundle::MissingPart), "{place}");
        if place > 0 {
            let mut parts = written();
            parts[place].1.push(b' ');
            assert_eq!(refused(&parts), Some(NotABundle::AlteredPart), "{place}");
        }
    }
    // A manifest that names a part twice, or one more.
    let manifest = String::from_utf8(written()[0].1.clone()).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let first = value["parts"][0].clone();
    value["parts"].as_array_mut().unwrap().push(first);
    let mut parts = written();
    parts[0].1 = value.to_string().into_bytes();
    assert_eq!(refused(&parts), Some(NotABundle::AlteredPart));
}

#[test]
fn what_unpacks_without_end_is_not_unpacked() {
    let mut parts = written();
    parts[1].1 = vec![0; MOST_BYTES + 1];
    let bomb = archive(&parts);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert_eq!(Bundle::unpack(&bomb), Err(NotABundle::TooLarge));
}

#[test]
fn nothing_stands_before_between_or_behind_the_parts() {
    let packed = bundle().pack().unwrap();
    let longer = [packed.as_slice(), b"more"].concat();
    let wrong = |bytes: &[u8]| Bundle::unpack(bytes).is_err();
    assert!(wrong(&longer), "behind");
    assert!(wrong(&[b"more".as_slice(), &packed].concat()), "before");
    let mut commented = ZipArchiveWriter::new(Vec::new());
    commented.set_comment(b"hidden".to_vec());
    assert!(wrong(&commented.finish().unwrap()), "nothing but a comment");
    for length in 0..packed.len() {
        assert!(wrong(&packed[..length]), "cut at {length}");
    }
}

#[test]
fn any_changed_byte_is_refused_or_changes_nothing_that_is_read() {
    let packed = bundle().pack().unwrap();
    for place in 0..packed.len() {
        let mut changed = packed.clone();
        changed[place] ^= 0x41;
        // Times and attributes of an archive are nobody's evidence.
        if let Ok(read) = Bundle::unpack(&changed) {
            assert_eq!(read, bundle(), "{place}");
        }
    }
}

#[test]
fn parts_of_another_form_or_a_later_version_are_not_guessed_at() {
    let facts = String::from_utf8(written()[2].1.clone()).unwrap();
    let more_is_claimed = facts.replace("sealed-consent", "remote-certificate");
    assert_ne!(more_is_claimed, facts);
    for (place, text) in [
        (2, "{}"),
        (2, more_is_claimed.as_str()),
        (3, "[]"),
        (3, "{\"head\":null,\"entries\":[],\"more\":1}"),
        (4, "nonsense"),
        (5, "\u{0}"),
    ] {
        let mut changed = written();
        changed[place].1 = text.as_bytes().to_vec();
        let manifest = String::from_utf8(changed[0].1.clone()).unwrap();
        let old = crate::session::hex(&sha256(&written()[place].1));
        let new = crate::session::hex(&sha256(text.as_bytes()));
        let mut value: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        for part in value["parts"].as_array_mut().unwrap() {
            if part["sha256"] == old {
                part["sha256"] = new.clone().into();
                part["size"] = text.len().into();
            }
        }
        changed[0].1 = value.to_string().into_bytes();
        let expected = (place < 5).then_some(NotABundle::MalformedPart);
        assert_eq!(refused(&changed), expected, "{place}");
        changed[0].1 = value.to_string().replace("evidence-1", "evidence-2").into();
        assert_eq!(
            refused(&changed),
            Some(NotABundle::MalformedPart),
            "{place}"
        );
    }
}
