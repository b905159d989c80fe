//! `mithaq template` and the import of a type whose document is a file beside it.

use std::{fs, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_testkit::TestFolder;

use crate::program::{Ended, run};

const TEMPLATE: &str = "---
title: Loan :: قرض
---
## Amount :: المبلغ

{{fullName}} receives {{amount|words}}. :: يتسلم {{fullName}} مبلغ {{amount|words}}.
";

const TYPE: &str = r#"{
  "id": 7, "name": {"en": "Loan", "ar": "قرض"}, "approval": "automatic", "identityPolicy": "none",
  "fields": [
    {"key": "fullName", "type": "text", "label": {"en": "Full name", "ar": "الاسم"}, "required": true},
    {"key": "amount", "type": "money", "label": {"en": "Amount", "ar": "المبلغ"}, "required": true}],
  "documents": [{"file": "loan.md"}]}"#;

fn folder(template: &str) -> TestFolder {
    let folder = TestFolder::new();
    fs::write(folder.path().join("loan.md"), template).unwrap();
    fs::write(folder.path().join("type.json"), TYPE).unwrap();
    folder
}

fn template(folder: &Path, arguments: &[&str]) -> Ended {
    run(folder, &[&["template"][..], arguments].concat())
}

#[test]
fn a_good_template_is_0_and_its_preview_says_on_every_page_that_it_is_one() {
    let folder = folder(TEMPLATE);
    let checked = template(folder.path(), &["check", "loan.md", "--type", "type.json"]);
    assert_eq!((checked.code, checked.err.as_str()), (0, ""));
    assert_eq!(
        checked.out,
        "loan.md: good. Printed with sample values it has 2 pages.\n"
    );
    let arguments = [
        "preview",
        "loan.md",
        "--type",
        "type.json",
        "--out",
        "loan.pdf",
    ];
    let printed = template(
        folder.path(),
        &[&arguments[..], &["--language", "ar"]].concat(),
    );
    assert_eq!(printed.code, 0, "{}", printed.err);
    assert!(printed.out.contains("للمعاينة"), "{}", printed.out);
    let pdf = fs::read(folder.path().join("loan.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
}

#[test]
fn what_is_wrong_is_1_with_its_line_in_both_languages_and_what_cannot_be_read_is_2() {
    let cases = [
        (
            TEMPLATE.replace("{{fullName}} receives", "{{salary}} receives"),
            "line 6, column 1",
            "salary",
        ),
        (
            TEMPLATE.replace("{{fullName}}", "He"),
            "loan.md: Field",
            "fullName",
        ),
        (
            TEMPLATE.replace("amount|words", "amount|long"),
            "line 6, column 23",
            "long",
        ),
        (
            TEMPLATE.replace("receives", "<b>receives</b>"),
            "line 6, column 14",
            "HTML",
        ),
    ];
    for (text, place, what) in cases {
        let folder = folder(&text);
        let check = ["check", "loan.md", "--type", "type.json"];
        let said = template(folder.path(), &check);
        assert_eq!((said.code, said.out.as_str()), (1, ""));
        assert!(
            said.err.contains(place) && said.err.contains(what),
            "{}",
            said.err
        );
        let arabic = template(folder.path(), &[&check[..], &["--language", "ar"]].concat());
        assert_eq!(arabic.code, 1);
        assert!(
            arabic.err.contains(what) && !arabic.err.contains("line"),
            "{}",
            arabic.err
        );
    }
    let folder = folder(TEMPLATE);
    for missing in [
        &["check", "no.md"][..],
        &["check", "loan.md", "--type", "no.json"],
    ] {
        assert_eq!(template(folder.path(), missing).code, 2);
    }
}

#[test]
fn a_preview_takes_values_and_refuses_what_their_fields_refuse() {
    let folder = folder(TEMPLATE);
    let preview = |values: &str| {
        fs::write(folder.path().join("values.json"), values).unwrap();
        let arguments = [
            "preview",
            "loan.md",
            "--type",
            "type.json",
            "--values",
            "values.json",
        ];
        template(
            folder.path(),
            &[&arguments[..], &["--out", "loan.pdf"]].concat(),
        )
    };
    assert_eq!(preview(r#"{"fullName": "Mona", "amount": "٢٠٠٠"}"#).code, 0);
    for wrong in [r#"{"amount": "many"}"#, r#"{"salary": "1"}"#, "[]", "{"] {
        let ended = preview(wrong);
        assert_eq!((ended.code, ended.out.as_str()), (1, ""), "{wrong}");
    }
}

#[test]
fn a_type_is_imported_with_the_file_beside_it_and_refused_with_its_line() {
    let folder = folder(TEMPLATE);
    let data = ["--data", "data"];
    let names = ["--display-en", "Nile", "--display-ar", "النيل"];
    let made = run(
        folder.path(),
        &[&["tenant", "create", "nile"][..], &names, &data].concat(),
    );
    assert_eq!(made.code, 0, "{}", made.err);
    let import = || {
        let arguments = ["contract-type", "import", "type.json", "--tenant", "nile"];
        run(folder.path(), &[&arguments[..], &data].concat())
    };
    let first = import();
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(
        first.out.contains("Contract type 7, version 1"),
        "{}",
        first.out
    );
    let wrong = TEMPLATE.replace("{{fullName}} receives", "{{salary}} receives");
    fs::write(folder.path().join("loan.md"), wrong).unwrap();
    let refused = import();
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("documents[0]: line 6, column 1"),
        "{}",
        refused.err
    );
    fs::write(folder.path().join("loan.md"), TEMPLATE).unwrap();
    assert!(import().out.contains("version 2"));
}

/// A page, with more for its catalog.
fn pdf(catalog: &str) -> Vec<u8> {
    let objects = [
        format!("<</Type/Catalog/Pages 2 0 R{catalog}>>"),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 500]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R>>".to_owned(),
    ];
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = pdf.len();
    pdf.push_str(&format!(
        "xref\n0 4\n{table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    ));
    pdf.into_bytes()
}

#[test]
fn fields_on_a_pdf_beside_are_checked_and_a_dangerous_pdf_is_named_in_both_languages() {
    let folder = folder(TEMPLATE);
    let placed = r#"{"file": "loan.pdf", "title": {"en": "Loan", "ar": "قرض"}, "fields": [
        {"key": "fullName", "page": 1, "rect": [20, 20, 200, 16]},
        {"key": "amount", "page": 1, "rect": [20, 60, 12, 8], "format": "words"}]}"#;
    fs::write(folder.path().join("placed.json"), placed).unwrap();
    fs::write(folder.path().join("loan.pdf"), pdf("")).unwrap();
    let check = ["check", "placed.json", "--type", "type.json"];
    let good = template(folder.path(), &check);
    assert_eq!((good.code, good.err.as_str()), (0, ""));
    assert!(good.out.contains("2 pages"), "{}", good.out);
    assert!(good.out.contains("signature page: amount"), "{}", good.out);
    let dangerous = pdf("/Names<</JavaScript<<>>>>");
    fs::write(folder.path().join("loan.pdf"), dangerous).unwrap();
    for (language, word) in [("en", "holds JavaScript"), ("ar", "شيفرة JavaScript")] {
        let said = template(
            folder.path(),
            &[&check[..], &["--language", language]].concat(),
        );
        assert_eq!(said.code, 1);
        assert!(said.err.contains(word), "{}", said.err);
    }
    fs::remove_file(folder.path().join("loan.pdf")).unwrap();
    assert_eq!(template(folder.path(), &check).code, 2);
}

/// Logos of eight by eight pixels, in Base64.
const LOGOS: [(&str, &str); 3] = [
    (
        "gray",
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR42mNogAIGyhgAgIQgARDoahcAAAAASUVORK5CYII=",
    ),
    (
        "colour",
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mMQaHDAihiGlgQARfQ0AcEtM00AAAAASUVORK5CYII=",
    ),
    (
        "transparent",
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAYAAADED76LAAAAEklEQVR42mMQaHCox4cZRoYCABDtU8G3RAHTAAAAAElFTkSuQmCC",
    ),
];

/// The first block of a language in a page of the documentation.
fn block<'a>(page: &'a str, language: &str) -> &'a str {
    let begun = page.split_once(&format!("```{language}\n")).unwrap().1;
    begun.split_once("```").unwrap().0
}

#[test]
fn the_example_of_the_documentation_is_a_good_template_with_its_logo() {
    let page = include_str!("../../../../docs/operate/templates.md");
    let folder = folder(block(page, "markdown"));
    fs::write(folder.path().join("loan.json"), block(page, "json")).unwrap();
    for (kind, logo) in LOGOS {
        let logo = STANDARD.decode(logo).unwrap();
        fs::write(folder.path().join("logo.png"), logo).unwrap();
        for language in ["en", "ar"] {
            let more = ["--type", "loan.json", "--language", language];
            let checked = template(folder.path(), &[&["check", "loan.md"][..], &more].concat());
            assert_eq!((checked.code, checked.err.as_str()), (0, ""), "{kind}");
        }
    }
}
