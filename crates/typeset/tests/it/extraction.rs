//! What a reader's PDF viewer finds when it searches and copies: pdfium (as in Chrome) reads the
//! text back, and pyHanko the fonts. Needs Python with `pypdfium2` and `pyhanko`, named by `MITHAQ_JUDGES_PYTHON`.

use crate::sample::Sample;
use crate::signature_block::block;
use mithaq_typeset::*;
use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

const SCRIPT: &str = "
import sys, pypdfium2
document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
pages = [page.get_textpage().get_text_range() for page in document]
sys.stdout.buffer.write('\\f'.join(pages).encode())
";

/// Where words end on the first page, each by its letters: from the left, in points.
const ENDS: &str = "
import sys, pypdfium2
text = pypdfium2.PdfDocument(sys.stdin.buffer.read())[0].get_textpage()
for word in sys.argv[1:]:
    index, count = text.search(word).get_next()
    boxes = [text.get_charbox(at) for at in range(index, index + count)]
    print(max(box[2] for box in boxes))
";

/// Of the fonts of the first page, whose glyphs are numbered from one, how many glyphs there are and how many say nothing
/// of what letters they stand for.
const SILENT: &str = "
import io, re, sys
from pyhanko.pdf_utils.reader import PdfFileReader
page = PdfFileReader(io.BytesIO(sys.stdin.buffer.read())).root['/Pages']['/Kids'][0]
fonts = page['/Resources']['/Font']
told = [fonts[name]['/ToUnicode'].data.decode() for name in fonts]
assert not any('bfrange' in one for one in told)
said = [{int(glyph, 16) for glyph in re.findall('<(\\w{4})> <\\w+>\\n', one.split('beginbfchar', 1)[1])} for one in told]
print(sum(max(one) for one in said), sum(max(one) - len(one) for one in said))
";

fn extracted(pdf: &[u8]) -> String {
    let text = asked(pdf, &[SCRIPT]);
    // Isolates and joiners are invisible; a reader searches letters.
    text.replace(|c: char| matches!(c, '\u{2066}'..='\u{2069}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{FFFE}'), "")
        .replace('\u{A0}', " ")
}

/// What a script, the first of the arguments, says of a file.
fn asked(pdf: &[u8], arguments: &[&str]) -> String {
    let python = std::env::var("MITHAQ_JUDGES_PYTHON").unwrap_or_else(|_| "python3".into());
    let mut child = Command::new(python)
        .arg("-c")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3, or MITHAQ_JUDGES_PYTHON, must be there");
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "python needs the packages pypdfium2 and pyhanko"
    );
    String::from_utf8(output.stdout).unwrap()
}

fn arabic_words(sample: &Sample) -> BTreeSet<String> {
    let mut all = Vec::new();
    for passage in reading(&sample.input()) {
        match passage {
            Passage::Heading { text, .. }
            | Passage::Paragraph { text, .. }
            | Passage::Notice(text)
            | Passage::Subtitle(text) => all.push(text.ar.text()),
            Passage::Party { role, text } => all.extend([role.ar.text(), text.ar.text()]),
            Passage::Fields(rows) => {
                all.extend(
                    rows.iter()
                        .flat_map(|r| [r.label.ar.text(), r.value.ar.text()]),
                );
            }
            Passage::List(items) => all.extend(items.iter().map(|item| item.text.ar.text())),
            Passage::Table { columns, .. } => {
                all.extend(columns.iter().map(|c| c.heading.ar.text()))
            }
            Passage::Letterhead { .. } | Passage::Space(_) | Passage::PageBreak => {}
        }
    }
    all.iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphabetic()))
        .filter(|word| word.chars().count() > 1 && direction(word) == Direction::RightToLeft)
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_arabic_words_of_the_contract_are_found_again() {
    let sample = Sample::demo();
    let text = extracted(&sample.render().pdf);
    let words = arabic_words(&sample);
    assert!(words.len() > 200, "{}", words.len());
    let missing: Vec<_> = words.iter().filter(|word| !text.contains(*word)).collect();
    let found = 1.0 - missing.len() as f64 / words.len() as f64;
    assert!(found >= 0.98, "{found}: {missing:?}");
}

#[test]
fn numbers_dates_and_latin_names_survive_inside_arabic_sentences() {
    let sample = Sample::every_block()
        .with("name", "Ahmed Mohamed (Jr.)", "Ahmed Mohamed (Jr.)")
        .with("city", "الجيزة", "الجيزة")
        .with(
            "amount",
            "EGP 123,456,789,012.75",
            "123,456,789,012.75 جنيه",
        )
        .with("day", "2026/11/22", "2026/11/22")
        .with("account", "EG3800190005000000", "EG3800190005000000");
    let text = extracted(&sample.render().pdf);
    for (value, times) in [
        ("Ahmed Mohamed (Jr.)", 4),
        ("123,456,789,012.75 جنيه", 1),
        ("EGP 123,456,789,012.75", 2),
        ("2026/11/22", 2),
        ("EG3800190005000000", 1),
    ] {
        assert!(text.matches(value).count() >= times, "{value}: {text}");
    }
}

#[test]
fn wrapped_arabic_lines_stay_in_order() {
    let text = extracted(&Sample::demo().render().pdf);
    let sentence = ["يقر العميل", "دخله", "صحيح", "قدرته على", "خلال 30"];
    let places: Vec<_> = sentence
        .iter()
        .map(|part| text.find(part).expect(part))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_value_is_never_markup() {
    let value = "#strong[x] *b* _i_ $1+1$ {{day}} **c** <label> @ref `raw` // \\u{41}";
    let sample = Sample::every_block().with("name", value, value);
    assert!(extracted(&sample.render().pdf).contains("#strong[x] *b* _i_ $1+1$ {{day}} **c**"));
}

#[test]
fn an_override_in_a_value_is_seen_and_turns_nothing() {
    let value = "Ali\u{202E}live\u{202C}\u{2066}#strong[x]";
    let mut sample = Sample::every_part().with("name", value, value);
    sample = sample.rows("plan", &[&["\u{202B}1", "2", "3"]]);
    // A long word is broken somewhere.
    let text = extracted(&sample.render().pdf).replace(char::is_whitespace, "");
    assert!(
        text.contains("Ali[U+202E]live[U+202C][U+2066]#stro"),
        "{text}"
    );
    assert!(text.contains("[U+202B]1"), "{text}");
}

#[test]
fn the_signature_page_names_the_page_where_anybody_may_check_it_if_there_is_one() {
    let sample = Sample::demo();
    let text = extracted(&sample.render().pdf);
    let last = text.split('\u{c}').nth(2).unwrap();
    assert!(last.contains("https://sign.example.com/verify"), "{last}");
    assert!(last.contains("أصلي") && last.contains("genuine"), "{last}");
    let nowhere = Input {
        check_address: "",
        ..sample.input()
    };
    let text = extracted(&render(&nowhere).unwrap().pdf);
    assert!(!text.contains("genuine") && !text.contains("/verify"));
}

#[test]
fn every_page_names_the_request_and_its_number_and_bears_the_marks() {
    let text = extracted(&Sample::demo().render().pdf);
    for (index, page) in text.split('\u{c}').enumerate() {
        assert!(page.contains("REQ-2026-00001"), "{page}");
        assert!(page.contains(&format!("Page {} of 3", index + 1)), "{page}");
        for word in [
            "TEST",
            "CHAIN",
            "licensed",
            "provider",
            "اختبار",
            "يتحقق",
            "الهوية",
        ] {
            assert!(page.contains(word), "{word}: {page}");
        }
    }
    assert!(
        text.split('\u{c}')
            .nth(2)
            .unwrap()
            .contains("K7QM-4T2X-9HPD-WZ3B")
    );
}

#[test]
fn in_a_cell_of_both_languages_each_text_starts_at_its_own_side() {
    let text = "---\ntitle: Plan :: خطة\n---\nTable: Plan :: خطة\n\n| Who :: من | Note :: بيان |\n|:---|:---|\n\
                | {{#plan}}{{1}} | {{2}}{{/plan}} |\n";
    let template = Template::parse_markdown(text, &Default::default()).unwrap();
    let mut sample = Sample::of(template);
    let row = [
        Bilingual::new("Alpha", "قسط"),
        Bilingual::same("Gamma".to_owned()),
    ];
    sample.tables.insert("plan".into(), vec![row.to_vec()]);
    let told = asked(&sample.render().pdf, &[ENDS, "Alpha", "قسط", "Gamma"]);
    let ends: Vec<f32> = told.lines().map(|line| line.parse().unwrap()).collect();
    let [english, arabic, next] = ends[..] else {
        panic!("{told}")
    };
    assert!(arabic > english + 100.0 && arabic < next, "{told}");
}

#[test]
fn every_glyph_of_a_signature_block_says_its_letters_also_where_a_name_bears_vowel_marks() {
    // Asked for where what is drawn is not tagged (ISO 19005-2, 6.2.11.7.2).
    let pdf = render_signature_block(&block(Some("مُهَيَّأٌ لِلَّهِ"))).unwrap();
    let said = asked(&pdf, &[SILENT]);
    let (glyphs, silent) = said.trim().split_once(' ').unwrap();
    assert!(glyphs.parse::<usize>().unwrap() > 60, "{said}");
    assert_eq!(silent, "0");
}
