//! The published structural attacks (Mladenov et al. 2019; Mainka et al. 2021;
//! Rohlmann et al. 2021), each refused.

use crate::forge;
use crate::sample::{self, NOW, Style};
use mithaq_pades::{
    Problem, SealRequest, SignatureProblem, TestChain, Unreadable, Verdict, seal, verify,
};

fn judge(pdf: &[u8], chain: &TestChain) -> Verdict {
    verify(pdf, std::slice::from_ref(&chain.root_der), NOW + 60).unwrap()
}

/// A sealed file whose gap leaves room to forge in.
fn roomy() -> (Vec<u8>, TestChain) {
    let chain = sample::chain();
    let request = SealRequest {
        reserved_bytes: Some(8192),
        ..sample::request()
    };
    let sealed = seal(
        &sample::reviewed(Style::Table),
        &request,
        &sample::key(&chain),
    )
    .unwrap();
    assert_eq!(judge(&sealed, &chain).exit_code(), 0);
    (sealed, chain)
}

#[test]
fn universal_signature_forgery_is_refused() {
    let (sealed, chain) = roomy();
    let number = forge::signature_number(&sealed);
    let gap = forge::gap(&sealed);
    let contents = String::from_utf8(sealed[gap.clone()].to_vec()).unwrap();
    let honest = format!("[0 {} {} {}]", gap.start, gap.end, sealed.len() - gap.end);
    let cases = [
        ("", contents.as_str()),
        ("/ByteRange null", &contents),
        ("/ByteRange []", &contents),
        ("/ByteRange [0 0 0 0]", &contents),
        ("/ByteRange [0 -1 -1 10]", &contents),
        ("/ByteRange [0 99999999999999999999 1 1]", &contents),
        (&format!("/ByteRange {honest}"), &contents),
        (&format!("/ByteRange {honest}"), "null"),
        (&format!("/ByteRange {honest}"), "<>"),
        (&format!("/ByteRange {honest}"), "<00>"),
        (&format!("/ByteRange {honest}"), "()"),
    ];
    for (range, contents) in cases {
        let body = format!(
            "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached{range}/Contents {contents}>>"
        );
        let forged = forge::append(&sealed, &[(number, body.into_bytes())]);
        assert_eq!(judge(&forged, &chain).exit_code(), 1, "{range}");
    }
}

#[test]
fn incremental_saving_is_refused_with_and_without_a_proper_table() {
    let (sealed, chain) = roomy();
    let evil = sample::stream(
        "",
        b"BT /F1 14 Tf 60 780 Td (The borrower owes nothing.) Tj ET",
    );
    let proper = forge::append(&sealed, &[(6, evil.clone())]);
    assert!(
        judge(&proper, &chain)
            .problems
            .contains(&Problem::NotWhollyCovered)
    );

    let mut without_table = sealed.clone();
    without_table.extend(b"6 0 obj\n");
    without_table.extend(&evil);
    without_table.extend(b"\nendobj\n");
    let mut with_trailer = without_table.clone();
    with_trailer.extend(b"trailer\n<</Root 1 0 R/Size 99>>\nstartxref\n0\n%%EOF\n");
    let copy_of_signature = {
        let number = forge::signature_number(&sealed);
        let at = forge::find_last(&sealed, format!("{number} 0 obj\n").as_bytes());
        let end = at
            + sealed[at..]
                .windows(6)
                .position(|w| w == b"endobj")
                .unwrap();
        let body = sealed[at + format!("{number} 0 obj\n").len()..end].to_vec();
        forge::append(&sealed, &[(6, evil), (number, body)])
    };
    for forged in [without_table, with_trailer, copy_of_signature] {
        assert_eq!(judge(&forged, &chain).exit_code(), 1);
    }
}

#[test]
fn bytes_behind_the_end_are_refused_even_white_space() {
    let (sealed, chain) = roomy();
    for tail in [&b"\n"[..], b" ", b"%", b"\0", b"%%EOF\n"] {
        let mut forged = sealed.clone();
        forged.extend(tail);
        assert_eq!(judge(&forged, &chain).exit_code(), 1, "{tail:?}");
    }
}

#[test]
fn signature_wrapping_inside_the_gap_is_refused() {
    let (sealed, chain) = roomy();
    let gap = forge::gap(&sealed);
    let cms_end = gap.start
        + 1
        + sealed[gap.clone()]
            .iter()
            .skip(1)
            .rposition(|byte| *byte != b'0' && *byte != b'>')
            .unwrap()
        + 3;
    let inject = |text: &str| {
        let mut out = sealed.clone();
        let room = gap.end - cms_end;
        let mut filler = text.as_bytes().to_vec();
        assert!(filler.len() <= room);
        filler.resize(room, b' ');
        out[cms_end..gap.end].copy_from_slice(&filler);
        out
    };
    let range = format!("[0 {} {} 10]", gap.start, gap.end);
    for text in [
        ">".to_owned(),
        format!("> /ByteRange {range}"),
        format!("> /Evil (x) /Contents <00> /ByteRange {range}"),
        "> /Dummy <".to_owned(),
        ">>>\nendobj\n6 0 obj\n<<>>\nstream\n\nendstream\nendobj\n".to_owned(),
    ] {
        let forged = inject(&text);
        assert_eq!(judge(&forged, &chain).exit_code(), 1, "{text}");
    }
}

#[test]
fn a_gap_that_is_more_than_the_contents_is_refused() {
    // The byte range itself is signed, so the attacker is the signer here.
    let (sealed, chain) = roomy();
    let gap = forge::gap(&sealed);
    let honest = format!("[0 {} {} ", gap.start, gap.end);
    let at = forge::find_last(&sealed, honest.as_bytes());
    for wide in [
        format!("[0 {} {} ", gap.start - 1, gap.end),
        format!("[0 {} {} ", gap.start, gap.end + 1),
        format!("[1 {} {} ", gap.start, gap.end),
    ] {
        let mut forged = sealed.clone();
        forged[at..at + wide.len()].copy_from_slice(wide.as_bytes());
        let verdict = judge(&forged, &chain);
        let problems = &verdict.signatures[0].problems;
        assert!(
            problems.contains(&SignatureProblem::ByteRangeNotCanonical),
            "{wide}"
        );
    }
}

#[test]
fn an_uncanonical_value_is_refused_though_the_digest_cannot_see_it() {
    let (sealed, chain) = roomy();
    let gap = forge::gap(&sealed);
    let first = |forged: &[u8]| judge(forged, &chain).signatures[0].problems.clone();
    let mut upper = sealed.clone();
    upper[gap.clone()].make_ascii_uppercase();
    assert_eq!(first(&upper), [SignatureProblem::ContentsNotCanonical]);
    let mut padded = sealed.clone();
    padded[gap.end - 2] = b'1';
    assert_eq!(first(&padded), [SignatureProblem::ContentsNotCanonical]);
    let mut spaced = sealed.clone();
    spaced[gap.end - 3..gap.end - 1].copy_from_slice(b"  ");
    assert!(!first(&spaced).is_empty());
    let longer_length = forge::edit_cms(&sealed, |cms| {
        let mut out = vec![0x30, 0x83, 0];
        out.extend(&cms[2..]);
        out
    });
    assert!(!first(&longer_length).is_empty());
}

#[test]
fn a_key_that_stands_twice_in_the_signature_is_refused() {
    // Readers differ in which of the two they take. The dictionary is signed, so the attacker is the signer here.
    let chain = sample::chain();
    let reason = "x".repeat(80);
    let request = SealRequest {
        reason: &reason,
        ..sample::request()
    };
    let reviewed = sample::reviewed(Style::Table);
    let sealed = seal(&reviewed, &request, &sample::key(&chain)).unwrap();
    let honest = format!("/Reason ({reason})");
    let at = forge::find_last(&sealed, honest.as_bytes());
    for second in [
        "/Contents <00>",
        "/ByteRange [0 1 2 3]",
        "/M (D:20200101000000Z)",
        "/#4d (D:20200101000000Z)",
        "/SubFilter /adbe.pkcs7.detached",
        "/Type /DocTimeStamp",
        "/Reference []",
        "/Name (Another)",
    ] {
        let shorter = "x".repeat(reason.len() - second.len());
        let mut forged = sealed.clone();
        let twice = format!("/Reason ({shorter}){second}");
        forged[at..at + honest.len()].copy_from_slice(twice.as_bytes());
        let verdict = judge(&forged, &chain);
        let problems = &verdict.signatures[0].problems;
        let plain = [
            SignatureProblem::DictionaryNotPlain,
            SignatureProblem::ByteRangeNotCanonical,
        ];
        assert!(
            plain.iter().any(|problem| problems.contains(problem)),
            "{second}: {problems:?}"
        );
    }
}

#[test]
fn certificates_and_attributes_added_to_the_message_are_refused() {
    use cms::content_info::ContentInfo;
    use cms::signed_data::{SignedData, SignerInfos};
    use der::{Any, Decode, Encode};
    let (sealed, chain) = roomy();
    let rebuild = |change: &dyn Fn(&mut SignedData)| {
        forge::edit_cms(&sealed, |bytes| {
            let info = ContentInfo::from_der(&bytes).unwrap();
            let mut data: SignedData = info.content.decode_as().unwrap();
            change(&mut data);
            let content = Any::encode_from(&data).unwrap();
            let content_type = info.content_type;
            ContentInfo {
                content_type,
                content,
            }
            .to_der()
            .unwrap()
        })
    };
    let same = rebuild(&|_| {});
    assert_eq!(same, sealed, "the typed decoder reads our message as it is");

    // The typed encoder sorts a set by fields and not by octets, as DER does: take a
    // stranger for whom both orders agree.
    let is_sorted = |data: &SignedData| {
        let set = data.certificates.as_ref().unwrap().0.iter();
        set.map(|one| one.to_der().unwrap()).is_sorted()
    };
    let fitting = std::cell::Cell::new(false);
    let with_stranger = || {
        let stranger = sample::chain();
        rebuild(&|data| {
            let certificate = x509_cert::Certificate::from_der(&stranger.issuing_der).unwrap();
            let choice = cms::cert::CertificateChoices::Certificate(certificate);
            let set = data.certificates.as_mut().unwrap();
            set.0.insert(choice).unwrap();
            fitting.set(is_sorted(data));
        })
    };
    let extra = std::iter::repeat_with(with_stranger)
        .take(200)
        .find(|_| fitting.get());
    let found = &judge(&extra.unwrap(), &chain).signatures[0].problems;
    assert_eq!(
        found.as_slice(),
        [
            SignatureProblem::ChainBroken,
            SignatureProblem::UnrelatedCertificate
        ]
    );

    let unsigned = rebuild(&|data| {
        let mut signer = data.signer_infos.0.as_slice()[0].clone();
        signer.unsigned_attrs = signer.signed_attrs.clone();
        data.signer_infos = SignerInfos(vec![signer].try_into().unwrap());
    });
    let found = &judge(&unsigned, &chain).signatures[0].problems;
    assert_eq!(found.as_slice(), [SignatureProblem::UnsignedAttributes]);

    let two = rebuild(&|data| {
        let signer = data.signer_infos.0.as_slice()[0].clone();
        let mut second = signer.clone();
        second.unsigned_attrs = second.signed_attrs.clone();
        data.signer_infos = SignerInfos(vec![signer, second].try_into().unwrap());
    });
    let found = &judge(&two, &chain).signatures[0].problems;
    assert_eq!(found.as_slice(), [SignatureProblem::NotOneSigner]);
}

#[test]
fn a_signature_without_its_field_or_in_two_fields_is_refused() {
    let (sealed, chain) = roomy();
    let form_gone = forge::append(&sealed, &[(1, b"<</Type/Catalog/Pages 2 0 R>>".to_vec())]);
    assert_eq!(
        judge(&form_gone, &chain).problems,
        [Problem::StraySignature]
    );
    let number = forge::signature_number(&sealed);
    let document = lopdf::Document::load_mem(&sealed).unwrap();
    let empty = document.objects.iter().find(|(_, object)| {
        object
            .as_dict()
            .is_ok_and(|d| d.has(b"Rect") && !d.has(b"V"))
    });
    let id = empty.unwrap().0;
    let body = forge::object(&sealed, id.0).replacen("<<", &format!("<</V {number} 0 R"), 1);
    let shared = forge::append(&sealed, &[(id.0, body.into_bytes())]);
    assert!(
        judge(&shared, &chain)
            .problems
            .contains(&Problem::SharedSignature)
    );
}

#[test]
fn encrypted_and_repaired_files_are_not_judged_intact() {
    let (sealed, chain) = roomy();
    let encrypted = forge::append_with(
        &sealed,
        &[(150, b"<</Filter/Standard/V 1/R 2/O(x)/U(x)/P -4>>".to_vec())],
        "/Root 1 0 R/Encrypt 150 0 R",
    );
    let refused = verify(&encrypted, std::slice::from_ref(&chain.root_der), NOW);
    assert!(
        matches!(refused, Err(Unreadable::Encrypted))
            || refused.as_ref().is_ok_and(|v| v.exit_code() == 1),
        "{refused:?}"
    );
    let mut shifted = b"\n".to_vec();
    shifted.extend(&sealed);
    assert_eq!(judge(&shifted, &chain).problems, [Problem::StructureBroken]);
    let mut lost = sealed.clone();
    let at = forge::find_last(&lost, b"startxref\n") + 10;
    lost[at] = b'9';
    assert_eq!(judge(&lost, &chain).exit_code(), 1);
}

#[test]
fn files_that_bear_nothing_are_unreadable_or_unsigned() {
    let refuse = |pdf: &[u8]| verify(pdf, &[], NOW).unwrap_err();
    assert_eq!(refuse(b""), Unreadable::NotReadable);
    assert_eq!(refuse(b"hello"), Unreadable::NotReadable);
    assert_eq!(
        refuse(&sample::contract(Style::Table)),
        Unreadable::Unsigned
    );
    assert_eq!(refuse(&sample::contract(Style::Stream)).exit_code(), 2);
}
