//! What a foreign text may not do to a page: reorder its neighbours, hide, break the line where
//! it likes, or ask for a letter that the font has not. Not about templates or layout.

use crate::face;
use unicode_bidi::get_base_direction;

/// Stands for a letter that no embedded font can draw: a dotted circle, which Amiri has. PDF/A-2
/// and PDF/UA-1 forbid `.notdef` glyphs (ISO 19005-2, 6.2.11.8), so something must be printed.
const REPLACEMENT: char = '\u{25CC}';

/// Words longer than this may be broken, since no line could hold them.
const LONG_WORD: usize = 24;
/// … after each so many characters.
const BREAK_EVERY: usize = 12;
const ZERO_WIDTH_SPACE: char = '\u{200B}';
const NO_BREAK_SPACE: char = '\u{A0}';

/// The direction of a text by its first strong letter (UAX #9, P2 and P3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Also for texts without any letter: a phone number or date reads from left to right.
    LeftToRight,
    RightToLeft,
}

/// The direction of `text` by its first strong letter.
pub fn direction(text: &str) -> Direction {
    match get_base_direction(text) {
        unicode_bidi::Direction::Rtl => Direction::RightToLeft,
        unicode_bidi::Direction::Ltr | unicode_bidi::Direction::Mixed => Direction::LeftToRight,
    }
}

/// In which letters a text is written, by the first strong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letters {
    Arabic,
    Latin,
    /// Digits and signs only.
    None,
}

pub(crate) fn letters(text: &str) -> Letters {
    match get_base_direction(text) {
        unicode_bidi::Direction::Rtl => Letters::Arabic,
        unicode_bidi::Direction::Ltr => Letters::Latin,
        unicode_bidi::Direction::Mixed => Letters::None,
    }
}

/// The characters of `text` that cannot be printed and would appear as a dotted circle: refuse
/// them where the text is typed.
pub fn unprintable(text: &str) -> Vec<char> {
    let mut found: Vec<char> = clean(text).chars().filter(|c| !can_draw(*c)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// `text` without controls and direction marks, with `\n` as its only line break, and a dotted
/// circle for each letter that cannot be drawn.
pub(crate) fn printable(text: &str) -> String {
    let trimmed = text.trim();
    if trimmed.chars().all(is_ordinary) {
        return trimmed.to_owned();
    }
    let draw = |c| if can_draw(c) { c } else { REPLACEMENT };
    clean(text).chars().map(draw).collect()
}

/// A value as [`printable`], but what would have turned the direction of its text, and control
/// characters, stand in it by their names (`[U+202E]`): whoever reads the document sees that somebody
/// gave them (Unicode Technical Report 36, 3.1).
pub fn visible(text: &str) -> String {
    if !text.chars().any(is_named) {
        return printable(text);
    }
    let mut named = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if is_named(c) {
            named.push_str(&format!("[U+{:04X}]", u32::from(c)));
        } else {
            named.push(c);
        }
    }
    printable(&named)
}

/// What stays as it is wherever it stands: nearly every letter of nearly every text, which is looked at each time that
/// somebody reads it.
fn is_ordinary(c: char) -> bool {
    c == '\n' || face::is_usual(c)
}

/// Embeddings, overrides and isolates with their ends, and controls that are no white space.
fn is_named(c: char) -> bool {
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && !c.is_whitespace())
}

fn can_draw(c: char) -> bool {
    matches!(c, '\n' | ' ' | '\u{200C}' | '\u{200D}') || face::has_glyph(c)
}

fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let joins = |before: &str| before.chars().last().is_some_and(is_arabic_letter);
    let mut characters = text.trim().chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                cleaned.push('\n');
            }
            '\t' => cleaned.push(' '),
            '\u{200C}' | '\u{200D}' if !joins(&cleaned) => {}
            c if c.is_control() || is_invisible(c) => {}
            c => cleaned.push(c),
        }
    }
    cleaned
}

/// Direction marks, overrides, isolates, joiners of words, tags, variation selectors and private
/// use: nothing that a reader sees, all of it able to make two different texts look alike.
/// ZWNJ and ZWJ stay after Arabic letters, whose joining they govern.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{E000}'..='\u{F8FF}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{10FFFF}')
}

fn is_arabic_letter(c: char) -> bool {
    c.is_alphabetic() && matches!(c, '\u{620}'..='\u{77F}' | '\u{8A0}'..='\u{8FF}')
}

/// A value as a line of print: kept apart from its sentence by an isolate (UAX #9, X5a–X5c), a
/// number kept in one piece, an overlong word allowed to break.
pub(crate) fn isolated(line: &str) -> String {
    let opening = match direction(line) {
        Direction::LeftToRight => '\u{2066}',
        Direction::RightToLeft => '\u{2067}',
    };
    format!("{opening}{}\u{2069}", breakable(&unbroken(line)))
}

/// Spaces inside a short number (phone, account, amount) do not break.
fn unbroken(line: &str) -> String {
    let short = line.chars().count() <= LONG_WORD;
    if short && !line.chars().any(char::is_alphabetic) {
        line.replace(' ', &NO_BREAK_SPACE.to_string())
    } else {
        line.to_owned()
    }
}

/// Lets words that no line can hold break.
pub(crate) fn breakable(line: &str) -> String {
    let too_long = |word: &str| word.chars().count() > LONG_WORD;
    if !line.split_whitespace().any(too_long) {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len() * 2);
    for word in line.split_inclusive(char::is_whitespace) {
        let long = too_long(word.trim_end());
        for (index, c) in word.chars().enumerate() {
            if long && index > 0 && index % BREAK_EVERY == 0 && !c.is_whitespace() {
                out.push(ZERO_WIDTH_SPACE);
            }
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ordinary_would_stay_as_it_is_the_long_way_too() {
        for c in ('\0'..=char::MAX).filter(|c| is_ordinary(*c)) {
            let text = format!("a{c}b");
            assert_eq!(clean(&text), text);
            assert!(!is_named(c), "{c:?}");
        }
    }

    #[test]
    fn controls_and_overrides_vanish() {
        let text = "\u{202E}a\u{0}b\u{2067}c\u{FEFF}\r\nd\te\u{2028}f\u{1B}[0m\u{E0041}";
        assert_eq!(printable(text), "abc\nd e\nf[0m");
    }

    #[test]
    fn overrides_and_controls_in_a_value_are_named() {
        let text = "a\u{202E}cod.exe\u{202C} \u{2067}ب\u{2069}\u{0}\u{200F}\r\n\u{1B}[0m";
        let seen = "a[U+202E]cod.exe[U+202C] [U+2067]ب[U+2069][U+0000]\n[U+001B][0m";
        assert_eq!(visible(text), seen);
        assert_eq!(visible("Ahmed أحمد"), "Ahmed أحمد");
    }

    #[test]
    fn letters_that_cannot_be_drawn_are_named_and_shown_as_circles() {
        assert_eq!(printable("Ali 😀 李 محمد"), "Ali ◌ ◌ محمد");
        assert_eq!(unprintable("Ali 😀 李 محمد 😀"), vec!['李', '😀']);
        assert!(unprintable("Ahmed Mohamed — أحمد محمّد ١٢٣ 1,250.75 «ج» (%)").is_empty());
    }

    #[test]
    fn direction_is_that_of_the_first_letter() {
        assert_eq!(direction("1,250.75 جنيه"), Direction::RightToLeft);
        assert_eq!(direction("EGP ٥"), Direction::LeftToRight);
        assert_eq!(direction("2026-11-22"), Direction::LeftToRight);
        assert_eq!(direction(""), Direction::LeftToRight);
    }

    #[test]
    fn numbers_hold_together_and_long_words_may_break() {
        assert_eq!(
            isolated("+20 100 000"),
            "\u{2066}+20\u{A0}100\u{A0}000\u{2069}"
        );
        assert_eq!(isolated("Ahmed M"), "\u{2066}Ahmed M\u{2069}");
        let long = breakable(&"x".repeat(30));
        assert_eq!(long.matches(ZERO_WIDTH_SPACE).count(), 2);
    }
}
