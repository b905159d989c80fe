//! What the reference says of calls and fields, in Arabic. The English stands beside the code
//! (`wire/src/reference`) and is the key: whoever changes it changes the key, and a test of `web`
//! fails until the Arabic follows. The file is gettext's, so that translators have tools for it.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use crate::Locale;

/// One `msgid` and `msgstr` on a line each (the PO files of GNU gettext, without plurals).
const SOURCE: &str = include_str!("../../../locales/ar/reference.po");

static ARABIC: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| parse(SOURCE));

/// A description in a language; the English itself where there is no Arabic.
#[must_use]
pub fn described(locale: Locale, english: &str) -> Cow<'_, str> {
    match (locale, ARABIC.get(english)) {
        (Locale::Ar, Some(arabic)) => Cow::Borrowed(arabic),
        _ => Cow::Borrowed(english),
    }
}

/// Every description with its Arabic, for tests that compare the two.
pub fn descriptions() -> impl Iterator<Item = (&'static str, &'static str)> {
    ARABIC
        .iter()
        .map(|(english, arabic)| (english.as_str(), arabic.as_str()))
}

fn parse(source: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut english = None;
    for line in source.lines() {
        if let Some(text) = quoted(line, "msgid ") {
            english = Some(text);
        } else if let (Some(arabic), Some(english)) = (quoted(line, "msgstr "), english.take()) {
            all.insert(english, arabic);
        }
    }
    all
}

fn quoted(line: &str, before: &str) -> Option<String> {
    let text = line.strip_prefix(before)?.trim();
    let text = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut letters = text.chars();
    let mut plain = String::new();
    while let Some(letter) = letters.next() {
        plain.push(match letter {
            '\\' => match letters.next()? {
                'n' => '\n',
                other => other,
            },
            letter => letter,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_gettext_is_read_with_its_escapes() {
        let read = parse(
            "# a note\nmsgid \"One \\\"word\\\"\\n\\nmore\"\nmsgstr \"كلمة\"\n\nmsgid \"lost\"\n",
        );
        let expected = ("One \"word\"\n\nmore".to_owned(), "كلمة".to_owned());
        assert_eq!(read.into_iter().collect::<Vec<_>>(), [expected]);
    }

    #[test]
    fn no_description_stands_twice_and_none_is_empty() {
        let lines = SOURCE.lines().filter(|line| line.starts_with("msgid "));
        assert_eq!(lines.count(), ARABIC.len());
        for (english, arabic) in descriptions() {
            assert!(!english.is_empty() && !arabic.is_empty(), "{english}");
        }
    }
}
