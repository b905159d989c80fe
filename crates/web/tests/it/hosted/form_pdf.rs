//! A contract whose document is an existing PDF with a form of its own: from the link to the sealed file.

use std::process::Command;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mithaq_domain::id::SessionId;
use mithaq_service::{
    contract::{Outcome, root_certificate, verify},
    document::DocumentTemplate,
    evidence::{Bundle, evidence_bundle, judge_bundle},
    session::get_session,
    tenant::import_contract_type,
};
use mithaq_testkit::{CONTRACT_TYPE_414, TestFolder};
use serde_json::{Value, json};

use super::{
    house::{House, NAME, Wanted},
    judges,
};

/// Objects, numbered from 1, as a PDF whose first is the catalog.
pub fn laid_out(objects: &[String]) -> Vec<u8> {
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let (start, size) = (pdf.len(), objects.len() + 1);
    pdf.push_str(&format!(
        "xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    ));
    pdf.into_bytes()
}

/// A page with a form: three texts, a comb, a check box, a list, and a field that waits for a signature.
pub fn form() -> Vec<u8> {
    form_asking("")
}

/// The same, where the field that waits asks something of its signature.
pub fn form_asking(asked: &str) -> Vec<u8> {
    let at = |y: u32, width: u32| {
        let (right, top) = (20 + width, y + 16);
        format!("/Type/Annot/Subtype/Widget/P 3 0 R/F 4/Rect[20 {y} {right} {top}]/MK<</BC[0]>>")
    };
    let state =
        "<</Type/XObject/Subtype/Form/BBox[0 0 12 12]/Length 12>>\nstream\n2 2 8 8 re S\nendstream";
    let kids = "4 0 R 5 0 R 6 0 R 7 0 R 8 0 R 10 0 R 11 0 R";
    laid_out(&[
        format!("<</Type/Catalog/Pages 2 0 R/AcroForm<</DA(/Helv 0 Tf 0 g)/Fields[{kids}]>>>>"),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 500]>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/Annots[{kids}]>>"),
        format!("<<{}/FT/Tx/T(borrower)>>", at(440, 250)),
        format!("<<{}/FT/Tx/T(notes)/Ff 4096>>", at(410, 60)),
        format!("<<{}/FT/Tx/T(number)/Ff 16777216/MaxLen 14>>", at(380, 210)),
        format!(
            "<<{}/FT/Btn/T(agreed)/AS/Off/AP<</N<</Yes 9 0 R/Off 9 0 R>>>>>>",
            at(350, 16)
        ),
        format!(
            "<<{}/FT/Ch/Ff 131072/T(city)/Opt[[(1)(Cairo)][(2)(Giza)]]>>",
            at(320, 100)
        ),
        state.to_owned(),
        format!("<<{}/FT/Tx/T(income)>>", at(290, 250)),
        format!("<<{}/FT/Sig/T(Sign here){asked}>>", at(60, 250)),
    ])
}

/// The type with two more fields, and this PDF.
pub fn with_form(text: &str, pdf: &[u8], fields: Value) -> String {
    let mut whole: Value = serde_json::from_str(text).unwrap();
    let both = |text: &str| json!({"en": text, "ar": text});
    let more = [
        json!({"key": "agreed", "type": "checkbox", "label": both("Agreed")}),
        json!({"key": "city", "type": "dropdown", "label": both("City"), "options": [
            {"id": "cairo", "name": both("Cairo")}, {"id": "giza", "name": both("Giza")},
        ]}),
    ];
    whole["fields"].as_array_mut().unwrap().extend(more);
    whole["documents"] = json!([{
        "format": 3,
        "title": {"en": "Loan form", "ar": "نموذج قرض"},
        "pdf": STANDARD.encode(pdf),
        "fields": fields,
    }]);
    whole.to_string()
}

/// Where each of the contract's fields stands.
pub fn places() -> Value {
    json!([
        {"key": "fullName", "field": "borrower", "language": "en"},
        {"key": "monthlyIncome", "page": 1, "rect": [20, 200, 200, 16], "format": "words"},
        {"key": "nationalId", "field": "number", "language": "en"},
        {"key": "notes", "field": "notes", "language": "ar"},
        {"key": "agreed", "field": "agreed"},
        {"key": "city", "field": "city", "choices": {"cairo": "1", "giza": "2"}},
    ])
}

/// The text of a PDF, its forms with it.
pub fn text_of(pdf: &[u8]) -> String {
    let folder = TestFolder::new();
    let file = folder.path().join("read.pdf");
    std::fs::write(&file, pdf).unwrap();
    let read = Command::new("pdftotext")
        .arg("-raw")
        .arg(&file)
        .arg("-")
        .output();
    let read = read.expect("pdftotext (poppler-utils) is needed").stdout;
    String::from_utf8_lossy(&read).into_owned()
}

#[tokio::test]
async fn a_person_signs_a_form_that_is_filled_in_and_closed_and_the_judges_approve() {
    let house = House::new().await;
    house
        .change_type_by(|text: &str| with_form(text, &form(), places()))
        .await;
    let note = "ملاحظة أطول بكثير من المكان الصغير الذي خصص لها في هذا النموذج القصير.";
    let mut wanted = Wanted::default();
    wanted.values.extend([
        ("notes", note),
        ("nationalId", "29001010112345"),
        ("agreed", "true"),
        ("city", "giza"),
    ]);
    let mut browser = house.proved(wanted).await;
    assert_eq!(browser.step(), "review");
    assert!(browser.has(NAME) && browser.has("Giza") && browser.has(note));
    let reviewed = browser.get(&format!("{}/review.pdf", browser.home())).await;
    let text = text_of(&reviewed.bytes);
    assert!(text.contains(NAME) && text.contains("Giza"), "{text}");
    let raw = String::from_utf8_lossy(&reviewed.bytes).into_owned();
    for part in [
        "/V (29001010112345)",
        "/V /Yes",
        "/AS /Yes",
        "/V (2)",
        "/V (*1)",
    ] {
        assert!(raw.contains(part), "{part}");
    }
    house.sign(&mut browser).await;
    house.drain().await;
    let sealed = browser.get(&format!("{}/sealed.pdf", browser.home())).await;
    assert!(sealed.bytes.len() > reviewed.bytes.len() && sealed.bytes.starts_with(&reviewed.bytes));
    let fields = judges::all_approve(&house.app, house.tenant.id, &sealed.bytes).await;
    assert_eq!(fields, ["Customer1"]);
    assert!(String::from_utf8_lossy(&sealed.bytes).contains("/FieldMDP"));
}

#[tokio::test]
async fn a_form_field_that_cannot_be_filled_in_is_refused_by_its_name() {
    let house = House::new().await;
    let refused = async |pdf: &[u8], place: Value| {
        let mut places = places();
        let name = place["field"].clone();
        let places = places.as_array_mut().unwrap();
        places.retain(|other| other["field"] != name && other["key"] != place["key"]);
        places.push(place);
        let text = with_form(CONTRACT_TYPE_414, pdf, json!(places));
        let imported = import_contract_type(&house.app, house.tenant.id, &text).await;
        imported.unwrap().unwrap_err().to_string()
    };
    let changed = |from: &str, to: &str| {
        let text = String::from_utf8(form()).unwrap();
        text.replace(from, to).into_bytes()
    };
    let notes = |field: &str| json!({"key": "notes", "field": field});
    let cases = [
        (form(), notes("nobody"), "no such field"),
        (changed("/Ff 4096", "/Ff 4097"), notes("notes"), "read-only"),
        (changed("/Ff 4096", "/Ff 8192"), notes("notes"), "kind"),
        (
            changed("20 410 80 426", "20 410 80 412"),
            notes("notes"),
            "too small",
        ),
        (
            form(),
            json!({"key": "notes", "field": "agreed"}),
            "cannot take",
        ),
        (
            form(),
            json!({"key": "city", "field": "city"}),
            "cannot take",
        ),
        (
            form(),
            json!({"key": "notes", "field": "notes", "size": 90}),
            "between 4 and 40",
        ),
        (
            form(),
            json!({"key": "notes", "field": "notes", "page": 1}),
            "unknown field",
        ),
    ];
    for (pdf, place, why) in cases {
        let refusal = refused(&pdf, place.clone()).await;
        assert!(refusal.contains(why), "{place}: {refusal}");
    }
}

/// Only fields of the form: nothing is placed on the pages of a signed PDF.
pub fn form_places() -> Value {
    let Value::Array(mut places) = places() else {
        unreachable!()
    };
    places.retain(|place| place["key"] != "monthlyIncome");
    places.push(json!({"key": "monthlyIncome", "field": "income", "format": "words"}));
    json!(places)
}

#[tokio::test]
async fn a_pdf_that_somebody_else_signed_is_filled_in_and_sealed_and_that_signature_holds() {
    let house = House::new().await;
    let signed = judges::signed_by_another(&form(), "Somebody pades p2");
    house
        .change_type_by(|text: &str| with_form(text, &signed, form_places()))
        .await;
    let note = "ملاحظة أطول بكثير من المكان الصغير الذي خصص لها في هذا النموذج القصير.";
    let mut wanted = Wanted::default();
    wanted
        .values
        .extend([("notes", note), ("city", "giza"), ("agreed", "true")]);
    let mut browser = house.proved(wanted).await;
    assert_eq!(browser.step(), "review");
    let reviewed = browser.get(&format!("{}/review.pdf", browser.home())).await;
    assert!(reviewed.bytes.starts_with(&signed));
    let text = text_of(&reviewed.bytes);
    assert!(
        text.contains(NAME) && text.contains("القصير"),
        "nothing is cut: {text}"
    );
    house.sign(&mut browser).await;
    house.drain().await;
    let sealed = browser
        .get(&format!("{}/sealed.pdf", browser.home()))
        .await
        .bytes;
    assert!(sealed.len() > reviewed.bytes.len() && sealed.starts_with(&reviewed.bytes));

    let root = root_certificate(&house.app, house.tenant.id)
        .await
        .unwrap()
        .unwrap();
    let now = house.app.now().unix_seconds();
    let ours = verify(&sealed, std::slice::from_ref(&root), now).unwrap();
    assert_eq!(ours.outcome(), Outcome::Intact, "{ours:?}");
    let [theirs, own] = &ours.signatures[..] else {
        panic!("{ours:?}")
    };
    assert!(theirs.is_of_upload && !theirs.is_trusted && theirs.problems.is_empty());
    assert_eq!(theirs.filled.len(), 6, "{:?}", theirs.filled);
    assert_eq!(
        (own.field_name.as_str(), own.certification),
        ("Sign here", None)
    );
    evidence_is_whole(&house, browser.session).await;
    let verdicts = judges::pyhankos(&house.app, house.tenant.id, &sealed).await;
    for (verdict, is_own) in verdicts.iter().zip([false, true]) {
        assert!(
            verdict["intact"] == true && verdict["valid"] == true,
            "{verdict}"
        );
        assert_ne!(verdict["modification"], "OTHER", "{verdict}");
        assert_ne!(verdict["docmdp_ok"], false, "{verdict}");
        assert_eq!(verdict["bottom_line"], is_own, "{verdict}");
    }
}

/// The signed field is the upload's own; evidence and certificate of completion speak of it by that name.
async fn evidence_is_whole(house: &House, session: SessionId) {
    let (tenant, now) = (house.tenant.id, house.app.now().unix_seconds());
    let root = root_certificate(&house.app, tenant).await.unwrap().unwrap();
    let seen = get_session(&house.app, house.admin(), session).await;
    let contract = seen.unwrap().unwrap().contracts[0].id;
    let bundle = evidence_bundle(&house.app, tenant, contract).await;
    let bundle = Bundle::unpack(&bundle.unwrap().unwrap().1).unwrap();
    let judged = judge_bundle(&bundle, &[root], now);
    assert!(judged.problems.is_empty(), "{:?}", judged.problems);
    assert_eq!(judged.statements.len(), 1);
}

#[tokio::test]
async fn what_the_signatures_of_an_upload_do_not_allow_is_refused_when_it_is_saved() {
    let house = House::new().await;
    let refused = async |pdf: &[u8], places: Value| {
        let text = with_form(CONTRACT_TYPE_414, pdf, places);
        let imported = import_contract_type(&house.app, house.tenant.id, &text).await;
        imported.unwrap().unwrap_err().to_string()
    };
    let signed = |wanted: &str| judges::signed_by_another(&form(), wanted);
    let refusal = refused(&signed("Somebody"), places()).await;
    assert!(
        refusal.contains("monthlyIncome") && refusal.contains("is signed"),
        "{refusal}"
    );
    let refusal = refused(&signed("Somebody p1"), form_places()).await;
    assert!(refusal.contains("forbid further ones"), "{refusal}");
    let refusal = refused(&signed("Somebody lock:income"), form_places()).await;
    assert!(
        refusal.contains("\"income\"") && refusal.contains("closes it"),
        "{refusal}"
    );
    let mut broken = signed("Somebody");
    let at = broken
        .windows(6)
        .position(|part| part == b"Cairo)")
        .unwrap();
    broken[at] = b'K';
    let refusal = refused(&broken, form_places()).await;
    assert!(refusal.contains("changed after it was signed"), "{refusal}");
    // Nothing bounds a name, and there is no other page for one that is too long.
    let mut places = form_places();
    places[0]["field"] = json!("number");
    places[1]["field"] = json!("borrower");
    let refusal = refused(&signed("Somebody"), places).await;
    assert!(refusal.contains("cannot take"), "{refusal}");
}

#[test]
fn of_a_signed_pdf_it_is_told_which_waiting_fields_are_taken_and_which_are_left_to_others() {
    let taken = |pdf: &[u8]| {
        let whole = with_form(CONTRACT_TYPE_414, pdf, form_places());
        let whole: Value = serde_json::from_str(&whole).unwrap();
        let template = DocumentTemplate::parse(&whole["documents"][0].to_string());
        template.unwrap().taken_fields()
    };
    assert_eq!(taken(&form()), None, "nobody has signed it");
    for (asked, wanted) in [
        ("", Some("Sign here")),
        (
            "/Lock<</Action/Include/Fields[(notes)]>>",
            Some("Sign here"),
        ),
        ("/Lock<</Action/All>>", None),
        ("/SV<</Ff 8/Reasons[(I agree)]>>", None),
    ] {
        let signed = judges::signed_by_another(&form_asking(asked), "Somebody pades");
        let names: Vec<String> = wanted.map(str::to_owned).into_iter().collect();
        assert_eq!(taken(&signed), Some(names), "{asked}");
    }
}
