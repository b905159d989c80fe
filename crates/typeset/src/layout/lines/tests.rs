//! Lines of any text, and Arabic ones by example: breaking, justification, direction, joining. Not here: pages.

use super::*;
use crate::face::Face;
use crate::layout::text::Colour;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const STYLE: Style = Style {
    face: Face::Regular,
    size: 10.0,
    colour: Colour::Ink,
};
const ARABIC: &str = "يقر العميل بأن دخله الشهري 5,000.00 جنيه (خمسة آلاف) وأنه قرأ العقد رقم \
    \u{2066}REQ-2026-00001\u{2069} كاملا، وأن لا شيء فيه يخالف ما اتفق عليه الطرفان يوم 2026/11/22.";

fn broken(text: &str, language: Language, width: f32, across: Across) -> Vec<Line> {
    lines(
        &mut Shaper::new(),
        &Text::of(text, STYLE),
        language,
        width,
        across,
    )
}

/// What a line says, in logical order.
fn said(line: &Line) -> String {
    let parts = line.spans.iter().flat_map(|span| &span.parts);
    let bytes = |part: &Part| {
        let glyphs = part.shape.glyphs.iter();
        let end = glyphs.map(|glyph| glyph.end).max().unwrap_or(0) as usize;
        line.text
            .get(part.start..part.start + end)
            .unwrap_or("?")
            .to_owned()
    };
    parts.map(bytes).collect()
}

fn visible(text: &str) -> String {
    let hidden = |c: char| matches!(c, '\u{2066}'..='\u{2069}' | '\u{200B}' | '\n');
    text.replace(hidden, "")
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(cases)
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
}

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-z]{1,9}",
        "[ا-ي]{1,9}",
        "[0-9]{1,6}[.,/][0-9]{2}",
        "[(«\\[][a-zا-ي]{1,5}[)»\\]]",
        "[a-z]{30,60}",
        Just("\u{2067}محمد (Jr.)\u{2069}".to_owned()),
        Just("وَقَّعَهُ".to_owned()),
        Just("a\nب".to_owned()),
    ];
    prop::collection::vec(word, 0..60).prop_map(|words| words.join(" "))
}

#[test]
fn no_line_is_too_wide_and_no_letter_is_lost() {
    let input = (words(), 40.0_f32..300.0, any::<bool>(), any::<bool>());
    let done = runner(300).run(&input, |(text, width, arabic, justified)| {
        let language = if arabic { Language::Ar } else { Language::En };
        let across = if justified {
            Across::Justified
        } else {
            Across::Left
        };
        let lines = broken(&text, language, width, across);
        for line in &lines {
            prop_assert!(
                line.width <= width + 0.1,
                "{} > {width}: {}",
                line.width,
                said(line)
            );
        }
        let all: String = lines.iter().map(said).collect();
        prop_assert_eq!(all, visible(&text));
        Ok(())
    });
    done.unwrap();
}

#[test]
fn justified_text_takes_no_more_lines_and_stretches_less() {
    let unevenness = |lines: &[Line], width: f32| -> f32 {
        let inner = &lines[..lines.len() - 1];
        let each = |line: &Line| {
            let (natural, spaces) = natural(line);
            ((width - natural) / spaces.max(1) as f32).powi(2)
        };
        inner.iter().map(each).sum()
    };
    let done = runner(200).run(
        &("[a-z]{1,8}( [a-z]{1,8}){20,80}", 120.0_f32..300.0),
        |(text, width)| {
            let greedy = broken(&text, Language::En, width, Across::Left);
            let even = broken(&text, Language::En, width, Across::Justified);
            prop_assert_eq!(even.len(), greedy.len());
            for line in &even[..even.len() - 1] {
                let spaces = line
                    .spans
                    .iter()
                    .flat_map(|span| &span.parts)
                    .any(|part| part.stretch > 0.0);
                prop_assert!(
                    !spaces || (line.width - width).abs() < 0.1,
                    "{}",
                    line.width
                );
            }
            prop_assert!(unevenness(&even, width) <= unevenness(&greedy, width) + 0.1);
            Ok(())
        },
    );
    done.unwrap();
}

/// A line's width before it was stretched, and its spaces.
fn natural(line: &Line) -> (f32, usize) {
    let parts = || line.spans.iter().flat_map(|span| &span.parts);
    let stretch: f32 = parts().map(|part| part.stretch.max(0.0)).sum();
    let spaces = parts().filter(|part| is_space(line, part) && part.stretch >= 0.0);
    (line.width - stretch, spaces.count())
}

fn is_space(line: &Line, part: &Part) -> bool {
    line.text[part.start..].starts_with(' ')
}

/// The words of a line from left to right, as a reader sees them.
fn seen(line: &Line) -> Vec<String> {
    let mut spans: Vec<&Span> = line.spans.iter().collect();
    spans.sort_by(|one, other| one.x.total_cmp(&other.x));
    let text = |part: &Part| {
        let end = part
            .shape
            .glyphs
            .iter()
            .map(|glyph| glyph.end)
            .max()
            .unwrap_or(0) as usize;
        line.text[part.start..part.start + end].to_owned()
    };
    let mut out = Vec::new();
    for span in spans {
        let mut parts: Vec<String> = span.parts.iter().map(text).collect();
        if span.from_right {
            parts.reverse();
        }
        out.extend(parts.into_iter().filter(|part| part != " "));
    }
    out
}

#[test]
fn a_number_and_a_latin_name_stand_in_an_arabic_line_where_they_are_read() {
    let line = &broken("سدد أحمد 1,250.75 جنيه", Language::Ar, 500.0, Across::Left)[0];
    assert_eq!(seen(line), ["جنيه", "1,250.75", "أحمد", "سدد"]);
    let line = &broken(
        "وقع \u{2066}Ahmed (Jr.)\u{2069} العقد",
        Language::Ar,
        500.0,
        Across::Left,
    )[0];
    assert_eq!(seen(line), ["العقد", "Ahmed", "(Jr.)", "وقع"]);
    let line = &broken(
        "paid by \u{2067}أحمد (ش.م.م) 12\u{2069} today",
        Language::En,
        500.0,
        Across::Left,
    )[0];
    assert_eq!(seen(line)[..2], ["paid", "by"]);
    assert_eq!(seen(line)[2], "12", "an Arabic value runs from the right");
    assert_eq!(seen(line).last().unwrap(), "today");
}

#[test]
fn a_bracket_is_turned_where_the_text_runs_from_the_right() {
    let glyphs = |text: &str, language| -> Vec<u32> {
        let line = broken(text, language, 500.0, Across::Left).remove(0);
        let parts = line.spans.iter().flat_map(|span| &span.parts);
        parts
            .flat_map(|part| part.shape.glyphs.iter().map(|glyph| glyph.id))
            .collect()
    };
    let (open, close) = (glyphs("(a", Language::En)[0], glyphs("a)", Language::En)[1]);
    let arabic = glyphs("(ب)", Language::Ar);
    assert_eq!(arabic.len(), 3);
    // Arabic brackets are glyphs of their own, in the order of the Latin ones: from left to right the first is
    // the one that closes, drawn as one that opens.
    assert!(open < close && arabic[0] < arabic[2]);
}

#[test]
fn letters_join_lam_and_alef_are_one_and_marks_take_no_room() {
    let mut shaper = Shaper::new();
    let mut word = |text: &str| shaper.word(text, Face::Regular, true);
    assert_ne!(word("بب").glyphs[0].id, word("ب").glyphs[0].id);
    let both = word("لا");
    assert!(both.advance < word("ل").advance + word("ا").advance);
    let marked = word("بَ");
    assert!((marked.advance - word("ب").advance).abs() < 0.001);
    assert!(
        marked
            .glyphs
            .iter()
            .any(|glyph| glyph.advance == 0.0 && glyph.up != 0.0 || glyph.right != 0.0)
    );
}

#[test]
fn an_empty_line_is_as_high_as_one_with_letters() {
    let lines = broken("a\n\nb", Language::En, 100.0, Across::Left);
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[1].rise, lines[0].rise);
}

#[test]
fn an_arabic_paragraph_is_justified_but_its_last_line_is_not() {
    let lines = broken(ARABIC, Language::Ar, 180.0, Across::Justified);
    assert!(lines.len() > 2);
    let (last, inner) = lines.split_last().unwrap();
    assert!(inner.iter().all(|line| (line.width - 180.0).abs() < 0.1));
    assert!(last.width < 179.0);
}

#[test]
fn a_template_is_remembered_without_what_was_filled_in() {
    use crate::layout::{Vocabulary, learn};
    use crate::reading::{Passage, Run, Words};
    let run = |text: &str, value| Run {
        text: text.to_owned(),
        bold: false,
        italic: false,
        value,
    };
    let words = Words {
        runs: vec![run("يقر السيد ", false), run("محمود", true)],
    };
    let passage = Passage::Paragraph {
        number: None,
        text: crate::Bilingual {
            en: Words::default(),
            ar: words,
        },
    };
    let vocabulary = Vocabulary::default();
    let mut shaper = Shaper::knowing(&vocabulary, |shaper| learn(shaper, &[passage]));
    shaper.word("محمود", Face::Regular, true);
    let kept = |word: &str| vocabulary.knows(word);
    assert!(kept("يقر") && kept("السيد"));
    assert!(!kept("محمود"), "a value ends with its document");
}
