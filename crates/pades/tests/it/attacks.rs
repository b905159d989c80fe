//! The published structural attacks (Mladenov et al. 2019; Mainka et al. 2021;
//! Rohlmann et al. 2021), each refused.

use crate::forge;
use crate::sample::{self, NOW, Style};
use mithaq_pades::{
    Problem, SealRequest, SignatureProblem, TestChain, Unreadable, Verdict, seal, verify,
};

fn judge(pdf: &[u8], chain: &TestChain) -> Verdict {
    verify(pdf, &[chain.root_der.clone()], NOW + 60).unwrap()
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

    let stranger = sample::chain();
    let extra = rebuild(&|data| {
        let certificate = x509_cert::Certificate::from_der(&stranger.issuing_der).unwrap();
        let choice = cms::cert::CertificateChoices::Certificate(certificate);
        data.certificates
            .as_mut()
            .unwrap()
            .0
            .insert(choice)
            .unwrap();
    });
    let found = &judge(&extra, &chain).signatures[0].problems;
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

/// What an attacker does between two honest signatures.
fn between(change: impl Fn(&[u8]) -> Vec<u8>) -> Verdict {
    let (once, chain) = sample::sealed(Style::Table);
    let changed = change(&once);
    let request = SealRequest {
        field_name: "provider",
        certify: false,
        ..sample::request()
    };
    let twice = seal(&changed, &request, &sample::key(&chain)).unwrap();
    judge(&twice, &chain)
}

fn object(pdf: &[u8], number: u32) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let text = format!("\n{number} 0 obj\n");
    let at = forge::find_last(pdf, text.as_bytes()) + text.len();
    assert!(document.objects.contains_key(&(number, 0)));
    let end = at + pdf[at..].windows(7).position(|w| w == b"\nendobj").unwrap();
    String::from_utf8_lossy(&pdf[at..end]).into_owned()
}

#[test]
fn nothing_but_signing_is_allowed_between_two_signatures() {
    let evil = || sample::stream("", b"BT /F1 14 Tf 60 780 Td (nothing) Tj ET");
    let page = |extra: &str| {
        let media = "[0 0 595 842]";
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox{media}/Contents 6 0 R/Resources<</Font<</F1 5 0 R>>>>{extra}>>"
        )
    };
    type Change = Box<dyn Fn(&[u8]) -> Vec<u8>>;
    let replace = |number: u32, body: Vec<u8>| -> Change {
        Box::new(move |pdf: &[u8]| forge::append(pdf, &[(number, body.clone())]))
    };
    let cases: Vec<(&str, Change)> = vec![
        ("content replaced", replace(6, evil())),
        (
            "font replaced",
            replace(5, b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>".to_vec()),
        ),
        ("page resized", replace(3, page("/Rotate 90").into_bytes())),
        (
            "annotation laid over",
            Box::new(move |pdf| {
                let annotated = page("/Annots[150 0 R]").into_bytes();
                let note = b"<</Type/Annot/Subtype/FreeText/Rect[0 0 500 800]>>".to_vec();
                forge::append(pdf, &[(3, annotated), (150, note)])
            }),
        ),
        (
            "information changed",
            replace(8, b"<</Producer(other)>>".to_vec()),
        ),
        ("stray object left for later", replace(150, evil())),
        (
            "certification removed",
            Box::new(|pdf| {
                let catalog = object(pdf, 1);
                let at = catalog.find("/Perms").unwrap();
                let end = at + catalog[at..].find(">>").unwrap() + 2;
                let without = format!("{}{}", &catalog[..at], &catalog[end..]);
                forge::append(pdf, &[(1, without.into_bytes())])
            }),
        ),
        (
            "page tree replaced",
            Box::new(|pdf| {
                let catalog = object(pdf, 1).replace("/Pages 2 0 R", "/Pages 150 0 R");
                let pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec();
                forge::append(pdf, &[(1, catalog.into_bytes()), (150, pages)])
            }),
        ),
        (
            "sealed appearance replaced",
            Box::new(|pdf| {
                let document = lopdf::Document::load_mem(pdf).unwrap();
                let is_field = |object: &lopdf::Object| {
                    object
                        .as_dict()
                        .is_ok_and(|d| d.has(b"V") && d.has(b"Rect"))
                };
                let (id, _) = document.objects.iter().find(|(_, o)| is_field(o)).unwrap();
                let field = object(pdf, id.0);
                let at = field.find("/AP").unwrap();
                let end = at + field[at..].find(">>").unwrap() + 2;
                let other = format!("{}{}", &field[..at], &field[end..]);
                forge::append(pdf, &[(id.0, other.into_bytes())])
            }),
        ),
    ];
    for (name, change) in cases {
        let verdict = between(change);
        assert_eq!(verdict.exit_code(), 1, "{name}");
        let first = &verdict.signatures[0].problems;
        assert!(
            first.contains(&SignatureProblem::ChangedAfterwards),
            "{name}: {verdict:#?}"
        );
    }
}

#[test]
fn a_hidden_object_that_was_there_all_along_cannot_be_switched_on() {
    // Shadow attack, replace: the unreferenced twin of object 6 lies in the signed bytes.
    let mut contract = sample::contract(Style::Table);
    let twin = contract.len() - forge::find_last(&contract, b"xref\n0");
    assert!(twin > 0);
    let shadow = forge::append(&contract, &[(6, sample::stream("", b"BT ET"))]);
    let offset = forge::find_last(&shadow, b"6 0 obj\n");
    let original = forge::find_last(&contract, b"6 0 obj\n");
    contract = forge::repoint(&shadow, 6, original);
    let fields = [sample::field(sample::FIELD), {
        let mut second = sample::field("provider");
        second.rect = [0.0; 4];
        second
    }];
    let reviewed = mithaq_pades::add_signature_fields(&contract, &fields).unwrap();
    let chain = sample::chain();
    let key = sample::key(&chain);
    let sealed = seal(&reviewed, &sample::request(), &key).unwrap();
    assert_eq!(judge(&sealed, &chain).exit_code(), 0);
    let switched = forge::repoint(&sealed, 6, offset);
    assert_eq!(judge(&switched, &chain).exit_code(), 1);
    let request = SealRequest {
        field_name: "provider",
        certify: false,
        ..sample::request()
    };
    let twice = seal(&switched, &request, &key).unwrap();
    let verdict = judge(&twice, &chain);
    let first = &verdict.signatures[0].problems;
    assert!(
        first.contains(&SignatureProblem::ChangedAfterwards),
        "{verdict:#?}"
    );
}

#[test]
fn a_new_field_between_signatures_must_be_invisible() {
    let add = |rect: &'static str| {
        move |pdf: &[u8]| {
            let document = lopdf::Document::load_mem(pdf).unwrap();
            let catalog = document.catalog().unwrap();
            let form_id = catalog.get(b"AcroForm").unwrap().as_reference().unwrap();
            let form = object(pdf, form_id.0).replace("/Fields [", "/Fields[");
            let at = form.find("/Fields[").unwrap();
            let end = at + form[at..].find(']').unwrap();
            let form = format!("{} 150 0 R{}", &form[..end], &form[end..]);
            let field = format!(
                "<</Type/Annot/Subtype/Widget/FT/Sig/T(extra)/F 132/Rect[{rect}]/P 3 0 R>>"
            );
            forge::append(
                pdf,
                &[(form_id.0, form.into_bytes()), (150, field.into_bytes())],
            )
        }
    };
    let invisible = between(add("0 0 0 0"));
    assert_eq!(invisible.exit_code(), 0, "{invisible:#?}");
    let visible = between(add("0 0 595 842"));
    let first = &visible.signatures[0].problems;
    assert!(
        first.contains(&SignatureProblem::ChangedAfterwards),
        "{visible:#?}"
    );
}

#[test]
fn validation_data_between_signatures_is_allowed() {
    let verdict = between(|pdf| {
        let catalog = object(pdf, 1).replacen("<<", "<</DSS 150 0 R", 1);
        forge::append(
            pdf,
            &[
                (1, catalog.into_bytes()),
                (150, b"<</Type/DSS/Certs[151 0 R]>>".to_vec()),
                (151, sample::stream("", b"certificate")),
            ],
        )
    });
    assert_eq!(verdict.exit_code(), 0, "{verdict:#?}");
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
    let body = object(&sealed, id.0).replacen("<<", &format!("<</V {number} 0 R"), 1);
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
    let refused = verify(&encrypted, &[chain.root_der.clone()], NOW);
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
