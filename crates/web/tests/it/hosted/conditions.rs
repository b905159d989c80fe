//! Questions that hang on other answers, choices of several, tables, defaults and limits.

use super::{
    browser::Browser,
    house::{House, NAME, Wanted},
};

const FIELDS: &str = r#""fields": [
    {"key": "employed", "type": "dropdown", "label": {"en": "Employed", "ar": "تعمل"}, "required": true,
     "options": [{"id": "yes", "name": {"en": "Yes", "ar": "نعم"}}, {"id": "no", "name": {"en": "No", "ar": "لا"}}]},
    {"key": "sectors", "type": "multiselect", "label": {"en": "Sectors", "ar": "القطاعات"}, "required": true, "max": "2",
     "parent": {"key": "employed", "value": "yes"},
     "options": [{"id": "a", "name": {"en": "Public", "ar": "حكومي"}}, {"id": "b", "name": {"en": "Private", "ar": "خاص"}},
                 {"id": "c", "name": {"en": "Own", "ar": "حر"}}]},
    {"key": "debts", "type": "table", "label": {"en": "Debts", "ar": "الديون"}, "required": true, "max": "3",
     "parent": {"key": "employed", "value": "yes"}, "convertNumbersToArabic": true,
     "columns": [{"en": "Creditor", "ar": "الدائن"}, {"en": "Amount", "ar": "المبلغ"}]},
    {"key": "plate", "type": "text", "label": {"en": "Plate", "ar": "اللوحة"}, "required": true, "pattern": "[A-Z]{2}[0-9]{2}",
     "parent": {"key": "employed", "value": "no"}},
    {"key": "rate", "type": "number", "label": {"en": "Rate", "ar": "النسبة"}, "required": true, "readOnly": true, "defaultValue": "12"},
    {"key": "secret", "type": "text", "label": {"en": "Branch", "ar": "الفرع"}, "visibleToUser": false, "defaultValue": "B-17"},"#;

const TABLE: &str = r#""blocks": [
        {"type": "table", "when": "debts", "rowsOf": "debts",
         "columns": [{"heading": {"en": "Creditor", "ar": "الدائن"}}, {"heading": {"en": "Amount", "ar": "المبلغ"}}]},
        {"type": "fields", "rows": [
            {"label": {"en": "Sectors", "ar": "القطاعات"}, "value": "{{sectors}}", "when": "sectors"},
            {"label": {"en": "Plate", "ar": "اللوحة"}, "value": "{{plate}}", "when": "plate"},
            {"label": {"en": "Rate", "ar": "النسبة"}, "value": "{{rate}}"}]},"#;

async fn house() -> House {
    let house = House::new().await;
    let more = |text: &str| {
        text.replacen("\"fields\": [", FIELDS, 1)
            .replacen("\"blocks\": [", TABLE, 1)
    };
    house.change_type_by(more).await;
    house
}

/// Sends a form as a browser does, with inputs that the page may not have.
async fn save(browser: &mut Browser, typed: &[(&str, &str)]) {
    let mut fields = browser.filled("save", &[]);
    fields.extend(
        typed
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    browser.post("save", &fields).await;
    browser.load().await;
}

#[tokio::test]
async fn a_question_appears_with_the_answer_that_it_hangs_on_and_then_the_contract_completes() {
    let house = house().await;
    let mut browser = house.proved(Wanted::default()).await;
    assert!(
        browser.has("name=\"f.414.employed\"")
            && !browser.has("f.414.sectors")
            && !browser.has("f.414.plate")
            && !browser.has("f.414.rate"),
        "only what the answers so far let be asked, and nothing that is the company's"
    );
    assert!(browser.has("Rate") && !browser.has("B-17"));
    save(&mut browser, &[("f.414.employed", "yes")]).await;
    assert!(browser.errors().is_empty(), "a new question is no mistake");
    assert!(browser.has("name=\"f.414.sectors\"") && browser.has("name=\"f.414.debts.2\""));
    let typed = [
        ("f.414.employed", "yes"),
        ("f.414.sectors", "a"),
        ("f.414.sectors", "b"),
        ("f.414.sectors", "c"),
        ("f.414.debts.0", "Bank"),
        ("f.414.debts.0", "250"),
        ("f.414.debts.1", ""),
        ("f.414.debts.1", ""),
    ];
    save(&mut browser, &typed).await;
    assert_eq!(browser.errors(), ["1117"], "three are too many");
    assert!(browser.has("value=\"Bank\""), "the table was kept");
    let typed = [("f.414.sectors", "a"), ("f.414.sectors", "c")];
    save(&mut browser, &typed).await;
    assert!(browser.has("Public, Own") && browser.has("data-action=\"sign\""));
    assert!(
        browser.has("Creditor") && browser.has("\u{2068}250\u{2069}"),
        "the rows are in the document"
    );
    house.sign(&mut browser).await;
    assert_eq!(browser.step(), "done");
}

#[tokio::test]
async fn another_answer_takes_the_questions_of_the_first_away_with_their_values() {
    let house = house().await;
    let mut browser = house.proved(Wanted::default()).await;
    save(&mut browser, &[("f.414.employed", "yes")]).await;
    save(&mut browser, &[("f.414.sectors", "a")]).await;
    save(&mut browser, &[("f.414.employed", "no")]).await;
    assert!(!browser.has("f.414.sectors") && browser.has("name=\"f.414.plate\""));
    save(&mut browser, &[("f.414.plate", "A1")]).await;
    assert_eq!(browser.errors(), ["1114"]);
    save(&mut browser, &[("f.414.plate", "AB12")]).await;
    assert!(browser.has("AB12") && browser.has("data-action=\"sign\""));
    assert!(!browser.has("Public") && browser.has(NAME));
}

#[tokio::test]
async fn what_only_the_company_fills_in_cannot_be_sent_by_the_person() {
    let house = house().await;
    let mut browser = house.proved(Wanted::default()).await;
    let typed = [
        ("f.414.employed", "no"),
        ("f.414.rate", "1"),
        ("f.414.secret", "x"),
    ];
    save(&mut browser, &typed).await;
    save(
        &mut browser,
        &[("f.414.plate", "AB12"), ("f.414.rate", "1")],
    )
    .await;
    assert!(browser.has("<dd><bdi>12</bdi>"), "the company's");
    assert!(!browser.has("<dd><bdi>1</bdi>"), "not the person's");
}
