//! The document's shape: pages, frames, determinism, and its passages as a readable text.

use crate::sample::{CREATED, Sample};
use mithaq_typeset::*;
use std::fmt::Write;

#[test]
fn the_demo_contract_has_two_pages_and_a_signature_page() {
    let rendered = Sample::demo().render();
    assert_eq!(rendered.page_count, 3);
    assert_eq!(rendered.frames.len(), 1);
    let Frame {
        field_name,
        page_index,
        rect: [left, bottom, right, top],
    } = &rendered.frames[0];
    assert_eq!((field_name.as_str(), *page_index), ("customer", 2));
    assert_eq!((right - left, top - bottom), (493.0, 108.0));
    assert!(*left > 0.0 && *bottom > 0.0 && *right < 595.3 && *top < 841.9);
}

#[test]
fn the_file_claims_pdf_a_2a_and_pdf_ua_1_and_is_tagged() {
    let pdf = Sample::demo().render().pdf;
    let text = String::from_utf8_lossy(&pdf);
    for claim in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ] {
        assert!(text.contains(claim), "{claim}");
    }
}

#[test]
fn every_part_is_tagged_as_what_it_is_and_with_its_language() {
    let pdf = Sample::every_part().render().pdf;
    let text = String::from_utf8_lossy(&pdf);
    let times = |what: &str| text.matches(what).count();
    for part in ["H1/", "H2/", "H3/", "P/", "Caption/"] {
        assert!(times(&format!("/StructElem/S/{part}")) > 0, "{part}");
    }
    let count = |part: &str| times(&format!("/StructElem/S/{part}/"));
    assert_eq!((count("LI"), count("Lbl"), count("LBody")), (4, 4, 4));
    assert_eq!(count("L"), 2, "a list within an item");
    assert_eq!((count("Table"), count("THead"), count("TBody")), (1, 1, 1));
    assert_eq!((count("TH"), count("TR"), count("TD")), (3, 4, 9));
    assert_eq!(times("/Scope/Column"), 3);
    assert!(times("/Lang(ar-EG)") > 10);
}

#[test]
fn the_same_input_gives_the_same_bytes_and_another_another() {
    let sample = Sample::demo();
    let threads = [0, 1].map(|_| {
        let input = Sample::demo();
        std::thread::spawn(move || input.render())
    });
    let first = sample.render();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), first);
    }
    let mut later = sample.input();
    later.created_at_unix_ms = CREATED + 1000;
    assert_ne!(render(&later).unwrap().pdf, first.pdf);
}

#[test]
fn every_signer_has_a_frame_of_his_own_on_as_many_pages_as_needed() {
    let mut sample = Sample::every_block();
    sample.signers = (0..9)
        .map(|n| SignerFrame {
            field_name: format!("signer.{n}"),
            label: Bilingual::new(format!("Signer {n}"), format!("الموقع {n}")),
        })
        .collect();
    let rendered = sample.render();
    let names: Vec<_> = rendered
        .frames
        .iter()
        .map(|f| f.field_name.as_str())
        .collect();
    assert_eq!(names[0], "signer.0");
    assert_eq!(names.len(), 9);
    for pair in rendered.frames.windows(2) {
        let below = pair[1].page_index == pair[0].page_index && pair[1].rect[3] < pair[0].rect[1];
        assert!(below || pair[1].page_index > pair[0].page_index, "{pair:?}");
    }
    assert_eq!(rendered.frames[8].page_index + 1, rendered.page_count);
}

#[test]
fn what_cannot_be_rendered_is_refused() {
    let mut sample = Sample::every_block();
    sample.signers = vec![sample.signers[0].clone(); 25];
    assert_eq!(render(&sample.input()), Err(RenderError::TooManySigners));
    let sample = Sample::every_block().with("name", &"x".repeat(2_500_000), "");
    assert_eq!(render(&sample.input()), Err(RenderError::TooLong));
    let sample = Sample::every_block();
    for time in [i64::MIN, i64::MAX] {
        let mut input = sample.input();
        input.created_at_unix_ms = time;
        assert_eq!(render(&input), Err(RenderError::OutOfRange));
    }
}

#[test]
fn the_reading_of_every_block_without_optional_values() {
    let sample = Sample::every_block()
        .with("name", "Sara Mahmoud", "سارة محمود")
        .with("city", "Giza", "الجيزة")
        .with("amount", "EGP 1,250.75", "1,250.75 جنيه")
        .with("day", "2026/11/22", "2026/11/22")
        .with("account", "EG38 0019", "EG38 0019");
    insta::assert_snapshot!(readable(&sample));
}

#[test]
fn the_reading_of_every_part_of_markdown() {
    let sample = Sample::every_part()
        .with("name", "Sara Mahmoud", "سارة محمود")
        .with("city", "Giza", "الجيزة")
        .with("amount", "EGP 1,250.75", "1,250.75 جنيه")
        .with("amount|words", "one thousand …", "ألف …");
    insta::assert_snapshot!(readable(&sample));
    assert_eq!(sample.render().page_count, 3);
}

#[test]
fn an_optional_value_brings_its_sentences_with_it() {
    let without = readable(&Sample::every_block());
    let with = readable(&Sample::every_block().with("employer", "Nile Mill", "مطاحن النيل"));
    for sentence in [
        "Employed by [Nile Mill].",
        "Only with an employer.",
        "يعمل لدى [مطاحن النيل].",
    ] {
        assert!(
            with.contains(sentence) && !without.contains(sentence),
            "{sentence}"
        );
    }
    assert!(without.contains("Only without one.") && !with.contains("Only without one."));
    assert!(
        with.contains("1.2 ") && !without.contains("1.2 "),
        "numbers follow"
    );
}

#[test]
fn the_reading_of_the_demo_contract() {
    insta::assert_snapshot!(readable(&Sample::demo()));
}

/// Passages line by line; values in brackets, bold between asterisks.
fn readable(sample: &Sample) -> String {
    let mut out = String::new();
    for passage in reading(&sample.input()) {
        match passage {
            Passage::Letterhead { name, lines } => {
                line(&mut out, "letterhead", &name);
                lines.iter().for_each(|text| line(&mut out, "  ", text));
            }
            Passage::Heading {
                level,
                number,
                text,
            } => {
                let number = number.map_or(String::new(), |n| format!(" {n}."));
                line(&mut out, &format!("h{level}{number}"), &text);
            }
            Passage::Subtitle(text) => line(&mut out, "subtitle", &text),
            Passage::Party { role, text } => {
                line(&mut out, "party", &role);
                line(&mut out, "  ", &text);
            }
            Passage::Paragraph { number, text } => {
                line(&mut out, &number.unwrap_or("p".into()), &text);
            }
            Passage::List(items) => items.iter().for_each(|item| list_item(&mut out, item)),
            Passage::Notice(text) => line(&mut out, "notice", &text),
            Passage::Table {
                caption,
                columns,
                rows,
                ..
            } => {
                line(&mut out, "table", &caption.unwrap_or_default());
                columns
                    .iter()
                    .for_each(|c| line(&mut out, "  th", &c.heading));
                for row in rows {
                    let cells: Vec<String> = row.iter().map(|c| words(&c.en)).collect();
                    writeln!(out, "  tr {}", cells.join(" | ")).unwrap();
                }
            }
            Passage::Fields(rows) => {
                for row in rows {
                    line(&mut out, "field", &row.label);
                    line(&mut out, "  ", &row.value);
                }
            }
            Passage::Space(_) | Passage::PageBreak => panic!("nothing to read"),
        }
    }
    out
}

fn list_item(out: &mut String, item: &Item) {
    let marker = item.number.map_or("-".into(), |number| number.to_string());
    line(out, &format!("item {} {marker}", item.depth), &item.text);
}

fn line(out: &mut String, kind: &str, text: &Bilingual<Words>) {
    writeln!(out, "{kind} {} ‖ {}", words(&text.en), words(&text.ar)).unwrap();
}

fn words(words: &Words) -> String {
    let mark = |run: &Run| match (run.value, run.bold) {
        _ if run.italic => format!("_{}_", run.text),
        (true, true) => format!("*[{}]*", run.text),
        (true, false) => format!("[{}]", run.text),
        (false, true) => format!("*{}*", run.text),
        (false, false) => run.text.clone(),
    };
    words.runs.iter().map(mark).collect()
}

#[test]
fn a_table_is_filled_from_the_rows_of_a_field_after_its_own() {
    let block = r#"{"format":1,"title":{"en":"T","ar":"ع"},"blocks":[{"type":"table","rowsOf":"debts",
        "columns":[{"heading":"To"},{"heading":"Amount"}],"rows":[["Fixed","1"]]}]}"#;
    let mut sample = Sample::new(block);
    let row = ["Bank #strong[x]", "250"].map(Bilingual::same);
    sample
        .tables
        .insert("debts".into(), vec![row.to_vec(), row[..1].to_vec()]);
    let read = reading(&sample.input());
    let rows_of = |passage: &Passage| match passage {
        Passage::Table { rows, .. } => Some(rows.clone()),
        _ => None,
    };
    let rows = read.iter().find_map(rows_of).unwrap();
    let texts: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.en.text()).collect())
        .collect();
    assert_eq!(
        texts,
        [
            ["Fixed", "1"],
            ["Bank #strong[x]", "250"],
            ["Bank #strong[x]", ""]
        ]
    );
    assert!(sample.render().page_count >= 1);
    assert_eq!(
        sample
            .template
            .table_fields()
            .into_iter()
            .collect::<Vec<_>>(),
        [("debts", 2)]
    );
}

#[test]
fn a_file_that_the_template_prints_nowhere_is_listed_and_one_that_it_prints_is_not_listed_again() {
    let block = r#"{"format":1,"title":{"en":"T","ar":"ع"},"blocks":[
        {"type":"paragraph","text":"Slip: {{slip}}","when":"slip"},
        {"type":"paragraph","text":"A bill was given.","when":"bill"}]}"#;
    let mut sample = Sample::new(block).with("slip", "slip #1", "slip #1").with(
        "bill",
        "bill #strong[x] 9f86",
        "bill #strong[x] 9f86",
    );
    let field = |key: &str, en| (key.to_owned(), Bilingual::new(en, "ملف"));
    sample.attached = vec![
        field("slip", "Slip"),
        field("bill", "Bill"),
        field("deed", "Deed"),
    ];
    let listed: Vec<(String, String)> = reading(&sample.input())
        .iter()
        .filter_map(|passage| match passage {
            Passage::Fields(rows) => Some(rows.clone()),
            _ => None,
        })
        .flatten()
        .map(|row| (row.label.en.text(), row.value.en.text()))
        // The signature page has rows of its own.
        .take_while(|(label, _)| label != "Document")
        .collect();
    let expected = ("Bill".to_owned(), "bill #strong[x] 9f86".to_owned());
    assert_eq!(listed, [expected]);
    assert!(sample.render().page_count >= 1);
}
