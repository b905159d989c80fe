//! Whatever a person types, there is a document, and no panic.

use crate::sample::{CREATED, Sample};
use mithaq_typeset::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[a-z]{1,90}",
        "[ا-ي]{1,90}",
        "\\PC{0,20}",
        Just("\u{202E}\u{2067}\u{0}\r\n\u{2028}".to_owned()),
        Just("#let x = read(\"/etc/passwd\") \\ *_$ <a> @b ]]})".to_owned()),
        Just("👩‍👩‍👧 e\u{301}\u{301}\u{301} ﷽ لا \u{64B}\u{64C}\u{25CC}\u{640}".to_owned()),
        Just("123,456,789,012.75 جنيه 2026/11/22 (%)".to_owned()),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(cases)
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[41; 32]))
}

#[test]
fn a_document_is_rendered_whatever_the_values_hold() {
    let texts = (odd_text(), odd_text(), odd_text());
    let done = runner(120).run(&texts, |(one, two, three)| {
        let mut sample = Sample::every_block()
            .with("name", &one, &two)
            .with("amount", &two, &one)
            .with("employer", &three, &three)
            .with("notes", &one, &three);
        sample.issuer = Bilingual::new(two, one);
        sample.signers[0].label = Bilingual::same(three);
        let rendered = render(&sample.input());
        prop_assert!(rendered.is_ok(), "{:?}", rendered.err());
        Ok(())
    });
    done.unwrap();
}

/// The document without what its values say: kinds, counts and the template's own words.
fn structure(sample: &Sample) -> Vec<String> {
    let own = |words: &Words| -> Vec<String> {
        let runs = words.runs.iter();
        runs.map(|run| match run.value {
            true => "value".to_owned(),
            false => format!("{}{}{}", run.bold, run.italic, run.text),
        })
        .collect()
    };
    let text = |text: &Bilingual<Words>| format!("{:?}‖{:?}", own(&text.en), own(&text.ar));
    let all = |texts: &[Bilingual<Words>]| texts.iter().map(text).collect::<Vec<_>>();
    let passages = reading(&sample.input());
    let shape = |passage: &Passage| match passage {
        Passage::Letterhead { name, lines } => {
            format!("letterhead {} {:?}", text(name), all(lines))
        }
        Passage::Heading {
            level,
            number,
            text: words,
        } => format!("heading {level} {number:?} {}", text(words)),
        Passage::Subtitle(words) | Passage::Notice(words) => format!("set apart {}", text(words)),
        Passage::Party { role, text: words } => format!("party {} {}", text(role), text(words)),
        Passage::Paragraph {
            number,
            text: words,
        } => format!("paragraph {number:?} {}", text(words)),
        Passage::List(items) => {
            let item =
                |item: &Item| format!("{} {:?} {}", item.depth, item.number, text(&item.text));
            format!("list {:?}", items.iter().map(item).collect::<Vec<_>>())
        }
        Passage::Table { columns, rows, .. } => {
            let heads: Vec<_> = columns.iter().map(|column| text(&column.heading)).collect();
            let rows: Vec<_> = rows.iter().map(|row| all(row)).collect();
            format!("table {heads:?} {rows:?}")
        }
        Passage::Fields(rows) => {
            let row = |row: &FieldRow| format!("{} {}", text(&row.label), text(&row.value));
            format!("fields {:?}", rows.iter().map(row).collect::<Vec<_>>())
        }
        Passage::Space(_) | Passage::PageBreak => String::new(),
    };
    passages.iter().map(shape).collect()
}

fn filled(one: &str, two: &str) -> Sample {
    let mut sample = Sample::every_part().rows("plan", &[&[one, two, one], &[two]]);
    for key in ["name", "amount", "amount|words", "employer", "city"] {
        sample = sample.with(key, one, two);
    }
    sample
}

#[test]
fn no_value_changes_the_structure_of_a_document_and_none_hides_in_it() {
    let plain = structure(&filled("x", "ع"));
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let attack = prop_oneof![
        odd_text(),
        "[#*_|:<>\\[\\](){}!`~ \n-]{1,60}",
        Just("{{/employer}} {{#name}} :: {{1}}\n# h\n\n| a |\n|---|\n".to_owned()),
        Just("[x](https://x.example) <b>b</b> ![y](z) \\pagebreak\n---\n".to_owned()),
    ];
    let done = runner(300).run(&(attack.clone(), attack), |(one, two)| {
        // Something to see: a value of nothing is a missing one.
        let (one, two) = (format!("x{one}"), format!("ع{two}"));
        let sample = filled(&one, &two);
        prop_assert_eq!(structure(&sample), plain.clone());
        let printed = format!("{:?}", reading(&sample.input()));
        prop_assert!(!printed.contains(turns));
        let named = one
            .chars()
            .filter(|c| turns(*c))
            .map(|c| format!("[U+{:04X}]", u32::from(c)));
        for name in named {
            prop_assert!(printed.contains(&name), "{}", name);
        }
        Ok(())
    });
    done.unwrap();
}

#[test]
fn a_block_is_rendered_whatever_the_signer_typed() {
    let input = (odd_text(), odd_text(), 20.0_f32..900.0, 20.0_f32..300.0);
    let done = runner(120).run(&input, |(one, two, width, height)| {
        let line = BlockLine {
            label: Bilingual::same(two.clone()),
            value: Bilingual::new(one.clone(), two),
        };
        let block = SignatureBlock {
            width,
            height,
            typed_name: Some(one.clone()),
            drawn: Vec::new(),
            lines: vec![line; 4],
            level: Bilingual::same(one),
            created_at_unix_ms: CREATED,
        };
        let rendered = render_signature_block(&block);
        prop_assert!(rendered.is_ok(), "{:?}", rendered.err());
        prop_assert_eq!(page_count(&rendered.unwrap()), Ok(1));
        Ok(())
    });
    done.unwrap();
}

#[test]
fn any_text_is_a_template_or_an_error() {
    let done = runner(400).run(&odd_text(), |text| {
        let quoted = serde_json::to_string(&text).unwrap();
        let json = format!(
            r#"{{"format":1,"title":{{"en":"T","ar":"ع"}},"blocks":[{{"type":"paragraph","text":{quoted}}}]}}"#
        );
        let _ = Template::parse(&text);
        let _ = Template::parse(&json);
        Ok(())
    });
    done.unwrap();
}

#[test]
fn a_very_long_note_runs_over_several_pages() {
    let note = "سطر طويل من الملاحظات a long line of notes 1,250.75\n".repeat(200);
    let paragraph = r#"{"format":1,"title":{"en":"T","ar":"ع"},"blocks":[{"type":"paragraph","text":"{{note}}"}]}"#;
    let sample = Sample::new(paragraph).with("note", &note, &note);
    assert!(sample.render().page_count > 3);
}

#[test]
fn letters_that_no_font_draws_are_reported() {
    let sample = Sample::every_block().with("name", "Li 李", "Li 李");
    assert_eq!(sample.render().unprintable, ['李']);
}
