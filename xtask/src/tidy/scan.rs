//! Rust text with its comments and literals blanked out, line by line in place, so that the other rules may
//! look for words and braces without a parser.
//!
//! Not here: a parser. Macros are text like any other.

/// The same text with the inside of comments, strings and character literals replaced by spaces.
pub fn code_only(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(character) = characters.get(at) {
        let rest = characters.get(at..).unwrap_or_default();
        let skipped = match skip_length(rest, kept.chars().last()) {
            0 => {
                kept.push(*character);
                1
            }
            length => {
                let blanked = rest.iter().take(length);
                kept.extend(blanked.map(|one| if *one == '\n' { '\n' } else { ' ' }));
                length
            }
        };
        at += skipped;
    }
    kept
}

/// How many characters from here on are no code.
fn skip_length(rest: &[char], before: Option<char>) -> usize {
    match rest {
        ['/', '/', ..] => rest.iter().take_while(|one| **one != '\n').count(),
        ['/', '*', ..] => block_comment_length(rest),
        ['"', ..] => string_length(rest),
        ['r', '"' | '#', ..] if !continues_a_word(before) => raw_string_length(rest),
        ['\'', ..] => character_length(rest),
        _ => 0,
    }
}

/// `br"…"` is a raw string too; `our"` never is.
fn continues_a_word(before: Option<char>) -> bool {
    before.is_some_and(|one| (one.is_alphanumeric() && one != 'b') || one == '_')
}

fn block_comment_length(rest: &[char]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(pair) = rest.get(at..at + 2) {
        match pair {
            ['/', '*'] => {
                depth += 1;
                at += 2;
            }
            ['*', '/'] => {
                depth -= 1;
                at += 2;
            }
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn string_length(rest: &[char]) -> usize {
    let mut at = 1;
    while let Some(character) = rest.get(at) {
        match character {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Zero for `r#type`, which is an identifier.
fn raw_string_length(rest: &[char]) -> usize {
    let hashes = rest.iter().skip(1).take_while(|one| **one == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return 0;
    }
    let mut closing = vec!['"'];
    closing.extend(std::iter::repeat_n('#', hashes));
    let start = hashes + 2;
    let body = rest.get(start..).unwrap_or_default();
    match body
        .windows(closing.len())
        .position(|window| window == closing)
    {
        Some(at) => start + at + closing.len(),
        None => rest.len(),
    }
}

/// Zero for a lifetime.
fn character_length(rest: &[char]) -> usize {
    match rest {
        ['\'', '\\', ..] => {
            let after = rest.iter().skip(3).take_while(|one| **one != '\'').count();
            after + 4
        }
        ['\'', _, '\'', ..] => 3,
        _ => 0,
    }
}

/// The same code with every `#[cfg(test)] mod … { … }` blanked out.
pub fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let length = item_length(from);
        let (item, after) = from.split_at(length);
        kept.extend(item.chars().filter(|one| *one == '\n'));
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// Up to the `;` or the closing brace that ends the item that begins here, in bytes.
pub fn item_length(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in code.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// The words (identifiers and keywords) of blanked code, each with the byte at which it begins.
pub fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    code.split(move |character| !is_word(character))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr().addr() - code.as_ptr().addr(), word))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_in_place() {
        let text = "let a = \"{ fn\"; // { fn\n/* { /* } */ */ let b = '{'; let c: &'a str;";
        let code = code_only(text);
        assert_eq!(code.len(), text.len());
        assert!(!code.contains('{') && !code.contains("fn"));
        assert!(code.contains("let b =") && code.contains("&'a str"));
    }

    #[test]
    fn raw_strings_end_at_their_own_mark() {
        let code = code_only("a(r#\"x\" { \"#); b(r\"\\\"); c(br\"}\"); r#type");
        assert!(!code.contains('{') && !code.contains('}'));
        assert!(code.contains("); b(") && code.contains("r#type"));
    }

    #[test]
    fn escaped_characters_are_literals() {
        let code = code_only(r"x('\'', '\\', '\u{7b}', '{') y");
        assert!(!code.contains('{') && code.ends_with(") y"));
    }

    #[test]
    fn test_modules_are_left_out_and_lines_stay() {
        let code = "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { c() }\n}\nfn d() {}\n";
        let kept = without_tests(code);
        assert!(!kept.contains("fn b") && kept.contains("fn d"));
        assert_eq!(kept.lines().count(), code.lines().count());
    }

    #[test]
    fn words_know_where_they_begin() {
        let found: Vec<(usize, &str)> = words("fn a_b(c)").collect();
        assert_eq!(found, [(0, "fn"), (3, "a_b"), (7, "c")]);
    }
}
