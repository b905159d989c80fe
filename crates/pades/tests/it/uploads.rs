//! Uploads: what is refused by name, and what a filled one is.

use crate::sample::{self, FIELD, NOW};
use mithaq_pades::*;

/// A PDF of these objects, numbered from 1; the first is the catalog.
pub fn made(objects: &[&str]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let (start, size) = (pdf.len(), objects.len() + 1);
    pdf.extend_from_slice(
        format!(
            "xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
        )
        .as_bytes(),
    );
    pdf
}

/// One page; more entries for its catalog and its page, and an object 5.
fn with(catalog: &str, page: &str, more: &str) -> Vec<u8> {
    let content = "q 0.9 g 0 0 50 50 re f Q q";
    made(&[
        &format!("<</Type/Catalog/Pages 2 0 R{catalog}>>"),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 400]>>",
        &format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R{page}>>"),
        &format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        ),
        if more.is_empty() { "null" } else { more },
    ])
}

/// What is printed on it: as many pages of a size.
pub fn printed(pages: usize, size: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|page| format!("{} 0 R", page + 4)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{}]/Count {pages}>>", kids.join(" ")),
        "<</Length 14>>\nstream\n0 0 10 10 re f\nendstream".to_owned(),
    ];
    let page = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]/Contents 3 0 R>>");
    objects.extend((0..pages).map(|_| page.clone()));
    made(&objects.iter().map(String::as_str).collect::<Vec<_>>())
}

fn refusal(pdf: &[u8]) -> Option<UploadRefusal> {
    Upload::inspect(pdf).err()
}

const STREAM: &str = "/Length 0>>\nstream\n\nendstream";

/// More for the catalog, more for the page or, behind `action`, a link's action, an object 5. One whose
/// object ends in `…` is a stream.
#[rustfmt::skip]
const DANGERS: &[(&str, &str, &str, UploadRefusal)] = &[
    ("/OpenAction 5 0 R", "", "<</S/JavaScript/JS(app.alert\\(1\\))>>", UploadRefusal::OpenAction),
    ("/OpenAction[3 0 R/Fit]", "", "", UploadRefusal::OpenAction),
    ("/Names<</JavaScript 5 0 R>>", "", "<</Names[]>>", UploadRefusal::JavaScript),
    ("", "action /S/JavaScript", "", UploadRefusal::JavaScript),
    ("", "action /S/URI/URI(http://x.example)/Next<</JS(x)>>", "", UploadRefusal::JavaScript),
    ("/AA<</WC 5 0 R>>", "", "<</S/GoTo/D[3 0 R/Fit]>>", UploadRefusal::AdditionalAction),
    ("", "/AA<</O 5 0 R>>", "<</S/GoTo/D[3 0 R/Fit]>>", UploadRefusal::AdditionalAction),
    ("", "action /S/Launch/Win<</P(x)>>", "", UploadRefusal::Launch),
    ("", "action /S/GoToR/D[0/Fit]/X(o.pdf)", "", UploadRefusal::ExternalReference),
    ("", "action /S/SubmitForm", "", UploadRefusal::ExternalReference),
    ("", "action /S/ImportData", "", UploadRefusal::ExternalReference),
    ("", "action /S/Hide", "", UploadRefusal::Action),
    ("/AcroForm<</XFA 5 0 R/Fields[]>>", "", "<<>>", UploadRefusal::Xfa),
    ("/Names<</EmbeddedFiles 5 0 R>>", "", "<</Names[]>>", UploadRefusal::EmbeddedFile),
    ("/AF[5 0 R]", "", "<<>>", UploadRefusal::EmbeddedFile),
    ("/Collection<<>>", "", "", UploadRefusal::EmbeddedFile),
    ("", "", "<</Type/Filespec/F(x)/EF<</F 4 0 R>>>>", UploadRefusal::EmbeddedFile),
    ("", "", "<</Type/Filespec/F(http://x.example)>>", UploadRefusal::ExternalReference),
    ("", "", "<</F(x)…", UploadRefusal::ExternalReference),
    ("", "", "<</Subtype/Form/Ref<</F(x)/Page 0>>…", UploadRefusal::ExternalReference),
    ("/OCProperties<</OCGs[]/D<<>>>>", "", "", UploadRefusal::OptionalContent),
    ("", "", "<</Type/XObject/OC 4 0 R…", UploadRefusal::OptionalContent),
    ("", "", "<</Subtype/Image/Alternates[]…", UploadRefusal::OptionalContent),
    ("", "/Annots[5 0 R]", "<</Type/Annot/Subtype/Stamp/Rect[0 0 9 9]>>", UploadRefusal::Annotation),
    ("", "/Annots[5 0 R]", "<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]>>", UploadRefusal::EmbeddedFile),
    ("/AcroForm<</Fields[5 0 R 5 0 R]>>", "", "<</FT/Tx/T(a)>>", UploadRefusal::Form),
    ("/AcroForm<</Fields[5 0 R]>>", "", "<</FT/Tx/T(a)/Kids[5 0 R]>>", UploadRefusal::Form),
    ("/AcroForm<</Fields[5 0 R]>>", "/Annots[5 0 R]", "<</FT/Tx/T(a)/Subtype/Widget/Rect[0 0 9 9]/AA<</K<</S/JavaScript/JS(x)>>>>>>", UploadRefusal::AdditionalAction),
    ("/AcroForm<</Fields[5 0 R]>>", "/Annots[5 0 R]", "<</FT/Btn/T(a)/Subtype/Widget/Rect[0 0 9 9]/A<</S/SubmitForm>>>>", UploadRefusal::ExternalReference),
    ("", "/Annots[5 0 R]", "<</FT/Tx/T(a)/Subtype/Widget/Rect[0 0 9 9]>>", UploadRefusal::Form),
    ("/AcroForm<</Fields[5 0 R]>>", "", "<</FT/Sig/T(a)/V 4 0 R>>", UploadRefusal::Form),
    ("/Perms<</DocMDP 5 0 R>>", "", "<<>>", UploadRefusal::Signed),
    ("", "/UserUnit 2", "", UploadRefusal::Unreadable),
    ("", "/Rotate 45", "", UploadRefusal::Unreadable),
    ("", "/CropBox[0 0 5 5]", "", UploadRefusal::Unreadable),
];

fn made_with((catalog, page, more): (&str, &str, &str)) -> Vec<u8> {
    let page = match page.strip_prefix("action ") {
        Some(action) => {
            format!("/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<<{action}>>>>]")
        }
        None => page.to_owned(),
    };
    with(catalog, &page, &more.replace('…', STREAM))
}

#[test]
fn every_danger_is_refused_by_its_name() {
    for (catalog, page, more, expected) in DANGERS {
        let pdf = made_with((catalog, page, more));
        let shown = String::from_utf8_lossy(&pdf).into_owned();
        assert_eq!(refusal(&pdf), Some(*expected), "{shown}");
    }
    assert_eq!(
        refusal(b"%PDF-1.7 nothing"),
        Some(UploadRefusal::Unreadable)
    );
    assert_eq!(
        refusal(&vec![b' '; 21 * 1024 * 1024]),
        Some(UploadRefusal::TooLarge)
    );
    for link in [
        "action /S/URI/URI(https://x.example)",
        "action /S/GoTo/D[3 0 R/Fit]",
    ] {
        assert_eq!(refusal(&made_with(("", link, ""))), None, "{link}");
    }
}

fn filled(upload: &Upload, pages: usize) -> Vec<u8> {
    let field = SignatureField {
        name: FIELD.to_owned(),
        label: String::new(),
        page_index: upload.pages().len(),
        rect: [50.0, 50.0, 250.0, 120.0],
    };
    let printed = printed(pages + 1, "300 400");
    let overlays: Vec<usize> = (0..pages).collect();
    let filling = Filling {
        printed: &printed,
        overlays: &overlays,
        fields: &[field],
        answers: Answers::default(),
    };
    upload.fill(&filling).unwrap()
}

#[test]
fn a_filled_upload_begins_with_its_plain_form_and_can_be_sealed() {
    let upload = Upload::inspect(&with("", "", "")).unwrap();
    let reviewed = filled(&upload, 1);
    assert!(reviewed.starts_with(upload.bytes()));
    assert_eq!(
        reviewed,
        filled(&upload, 1),
        "the same input, the same bytes"
    );
    let chain = sample::chain();
    let sealed = seal(&reviewed, &sample::request(), &sample::key(&chain)).unwrap();
    assert!(sealed.starts_with(&reviewed));
    let judged = verify(&sealed, &[chain.root_der.clone()], NOW).unwrap();
    assert_eq!(judged.outcome(), Outcome::Intact, "{judged:?}");
}

#[test]
fn turned_and_cut_pages_are_as_large_as_they_are_seen_and_drawn_upright() {
    let cases = [
        ("", 300.0, 400.0, "1 0 0 1 0 0 cm"),
        ("/CropBox[10 20 210 320]", 200.0, 300.0, "1 0 0 1 10 20 cm"),
        (
            "/Rotate 90/CropBox[10 20 210 320]",
            300.0,
            200.0,
            "0 1 -1 0 210 20 cm",
        ),
        ("/Rotate -90", 400.0, 300.0, "0 -1 1 0 0 400 cm"),
        ("/Rotate 180", 300.0, 400.0, "-1 0 0 -1 300 400 cm"),
        ("/CropBox[-50 -50 900 900]", 300.0, 400.0, "1 0 0 1 0 0 cm"),
    ];
    for (page, width, height, matrix) in cases {
        let upload = Upload::inspect(&with("", page, "")).unwrap();
        let seen = &upload.pages()[0];
        assert_eq!((seen.width, seen.height), (width, height), "{page}");
        let text = String::from_utf8_lossy(upload.bytes()).into_owned();
        assert!(text.contains(matrix), "{page}: {text}");
        // The upload leaves one state open: it is closed before anything is laid over it.
        assert!(text.contains("Q\nQ\nq "), "{text}");
    }
}

#[test]
fn what_does_not_fit_the_upload_is_an_error() {
    let upload = Upload::inspect(&with("", "", "")).unwrap();
    let printed = printed(1, "300 400");
    let filled = |printed: &[u8], overlays: &[usize], places: &[usize]| {
        let field = |page_index: &usize| SignatureField {
            name: "a".to_owned(),
            label: String::new(),
            page_index: *page_index,
            rect: [0.0, 0.0, 9.0, 9.0],
        };
        let fields: Vec<SignatureField> = places.iter().map(field).collect();
        let fields = fields.as_slice();
        upload.fill(&Filling {
            printed,
            overlays,
            fields,
            answers: Answers::default(),
        })
    };
    assert!(filled(&printed, &[], &[1]).is_ok());
    for (overlays, places) in [
        (&[1][..], &[][..]),
        (&[0, 0], &[]),
        // On the upload's own page.
        (&[], &[0]),
        (&[], &[2]),
        (&[], &[1, 1]),
    ] {
        assert!(
            filled(&printed, overlays, places).is_err(),
            "{overlays:?} {places:?}"
        );
    }
    assert!(filled(b"%PDF-", &[], &[]).is_err());
}

/// What qpdf makes of a file.
fn by_qpdf(test: &str, pdf: &[u8], arguments: &[&str]) -> Vec<u8> {
    let name = format!("mithaq-uploads-{test}-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let (from, to) = (folder.join("from.pdf"), folder.join("to.pdf"));
    std::fs::write(&from, pdf).unwrap();
    let done = std::process::Command::new("qpdf")
        .args(arguments)
        .args([&from, &to])
        .output()
        .expect("qpdf is needed");
    let made = std::fs::read(&to);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    made.unwrap()
}

#[test]
fn however_an_upload_is_packed_its_plain_form_is_sound_and_the_filled_one_too() {
    let plain = with("/Lang(ar)", "/CropBox[10 10 290 390]", "");
    for packing in [
        &["--linearize"][..],
        &["--object-streams=generate"],
        &["--object-streams=generate", "--linearize"],
        &["--qdf"],
    ] {
        let packed = by_qpdf("packed", &plain, packing);
        let upload = Upload::inspect(&packed).unwrap();
        assert_eq!(upload.pages().len(), 1, "{packing:?}");
        let sound = by_qpdf("sound", &filled(&upload, 1), &[]);
        assert_eq!(
            refusal(&sound),
            Some(UploadRefusal::Unreadable),
            "what was filled once is no template"
        );
    }
    let locks = ["--encrypt", "a", "b", "256", "--"];
    let locked = by_qpdf("locked", &plain, &locks);
    assert_eq!(refusal(&locked), Some(UploadRefusal::Encrypted));
    let owned = ["--encrypt", "", "b", "256", "--"];
    let owned = by_qpdf("owned", &plain, &owned);
    assert_eq!(refusal(&owned), Some(UploadRefusal::Encrypted));
}
