//! A contract whose document is an existing PDF: from the link to the sealed file.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mithaq_service::tenant::{ImportRefusal, import_contract_type};
use mithaq_testkit::CONTRACT_TYPE_414;
use serde_json::{Value, json};

use super::{
    house::{House, NAME, Wanted},
    judges,
};

/// Two pages, the second turned and cut, with more entries for the catalog.
fn upload(catalog: &str) -> Vec<u8> {
    let content = "0.95 g 20 20 200 60 re f q";
    let objects = [
        format!("<</Type/Catalog/Pages 2 0 R{catalog}>>"),
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 400 500]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 5 0 R>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Rotate 90/CropBox[50 50 350 450]>>".to_owned(),
        format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        ),
    ];
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = pdf.len();
    pdf.push_str(&format!(
        "xref\n0 6\n{table}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    ));
    pdf.into_bytes()
}

fn with_pdf(text: &str, pdf: &[u8], second: &str) -> String {
    let mut whole: Value = serde_json::from_str(text).unwrap();
    whole["documents"] = json!([{
        "format": 3,
        "title": {"en": "Loan form", "ar": "نموذج قرض"},
        "pdf": STANDARD.encode(pdf),
        "fields": [
            {"key": "fullName", "page": 1, "rect": [20, 20, 200, 16], "language": "en"},
            {"key": second, "page": 2, "rect": [0.1, 0.1, 0.4, 0.05], "unit": "fractions", "format": "words"},
            {"key": "notes", "page": 1, "rect": [20, 60, 30, 12]},
        ],
    }]);
    whole.to_string()
}

#[tokio::test]
async fn a_person_signs_a_pdf_with_the_values_in_it_and_the_judges_approve() {
    let house = House::new().await;
    let change = |text: &str| with_pdf(text, &upload(""), "monthlyIncome");
    house.change_type_by(change).await;
    let note = "A note that is much longer than the little place that was made for it on the form.";
    let mut wanted = Wanted::default();
    wanted.values.push(("notes", note));
    let mut browser = house.proved(wanted).await;
    assert_eq!(browser.step(), "review");
    assert!(browser.has(NAME) && browser.has("Loan form") && browser.has(note));
    let reviewed = browser.get(&format!("{}/review.pdf", browser.home())).await;
    assert!(reviewed.bytes.starts_with(b"%PDF-1.7"));
    house.sign(&mut browser).await;
    house.drain().await;
    let sealed = browser.get(&format!("{}/sealed.pdf", browser.home())).await;
    assert!(sealed.bytes.len() > reviewed.bytes.len() && sealed.bytes.starts_with(&reviewed.bytes));
    let fields = judges::all_approve(&house.app, house.tenant.id, &sealed.bytes).await;
    assert_eq!(fields, ["Customer1"]);
}

#[tokio::test]
async fn an_upload_that_holds_a_danger_or_a_field_without_its_form_is_refused_by_name() {
    let house = House::new().await;
    let refused = async |text: String| {
        let imported = import_contract_type(&house.app, house.tenant.id, &text).await;
        imported.unwrap().unwrap_err()
    };
    let dangerous = upload("/OpenAction<</S/JavaScript/JS(x)>>");
    let refusal = refused(with_pdf(CONTRACT_TYPE_414, &dangerous, "monthlyIncome")).await;
    assert!(refusal.to_string().contains("OpenAction"), "{refusal}");
    let refusal = refused(with_pdf(CONTRACT_TYPE_414, &upload(""), "employer")).await;
    assert!(matches!(refusal, ImportRefusal::Defect(_)), "{refusal}");
}
