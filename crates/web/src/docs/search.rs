//! Search over every page of the documentation: an index made once from the same Markdown that is
//! served, all words of the question wanted, titles before headings before text.
//!
//! Deliberately absent: how results look (`html`, `mcp`). A question is only ever compared, and shown
//! by whoever escapes it.

mod words;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use mithaq_i18n::Locale;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::page::{PAGES, Page};
use words::{Word, words};

/// Longest question that is read, in characters; the rest is left out.
pub const LONGEST: usize = 200;
/// Most words of a question.
const MOST_WORDS: usize = 8;
/// Words shorter than this are wanted whole: half of all words begin like one of two letters.
const SHORTEST_BEGINNING: usize = 3;
/// Most results.
pub const MOST_HITS: usize = 20;
/// Words of an excerpt before the first that was found, and in all.
const BEFORE: usize = 8;
const EXCERPT: usize = 32;

/// A page that answers a question.
pub struct Hit {
    /// The page.
    pub page: &'static Page,
    /// The heading above the excerpt, where there is one.
    pub heading: Option<&'static str>,
    /// Some words around the first that was found.
    pub excerpt: Vec<Piece>,
}

/// A piece of an excerpt.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its text.
    pub text: String,
    /// Whether it is what was asked for.
    pub is_found: bool,
}

/// A part of a page under one heading.
struct Section {
    page: usize,
    heading: String,
    /// What a word of its title or heading is worth.
    weight: f64,
    text: String,
    words: Vec<Word>,
}

/// Where a word stands: section, whether in its title or heading, the number of the word there.
type Place = (usize, bool, usize);

struct Index {
    sections: Vec<Section>,
    places: BTreeMap<String, Vec<Place>>,
}

static INDEX: LazyLock<Index> = LazyLock::new(Index::new);

/// Pages with every word of a question, the best first, in the reader's language where a page exists
/// in both; pages with some of the words where none has all.
pub fn search(locale: Locale, question: &str) -> Vec<Hit> {
    let question: String = question.chars().take(LONGEST).collect();
    let mut found: BTreeMap<usize, Found> = BTreeMap::new();
    for (number, word) in words(&question).iter().take(MOST_WORDS).enumerate() {
        INDEX.look_up(word, number, &mut found);
    }
    let most = found.values().map(|one| one.words.len()).max().unwrap_or(0);
    let mut best: Vec<(f64, usize, Found)> = found
        .into_iter()
        .filter(|(_, one)| one.words.len() == most)
        .filter_map(|(page, one)| {
            let is_readers = PAGES.get(page)?.locale == locale;
            let sum: f64 = one.words.values().sum();
            let is_named = one.named.len() == most;
            let score = sum * if is_readers { 2.0 } else { 1.0 } * if is_named { 3.0 } else { 1.0 };
            Some((score, page, one))
        })
        .collect();
    best.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut seen = BTreeSet::new();
    best.retain(|(_, page, _)| {
        let slug = PAGES.get(*page).map(|page| page.slug.as_str());
        seen.insert(slug)
    });
    let hits = best.into_iter().take(MOST_HITS);
    hits.filter_map(|(_, page, found)| INDEX.hit(page, &found))
        .collect()
}

/// What was found on a page.
#[derive(Default)]
struct Found {
    /// Words of the question by number, with what each is worth.
    words: BTreeMap<usize, f64>,
    /// Those of them that stand in the title as they were asked.
    named: BTreeSet<usize>,
    /// Places in the text: section, word, number of the asked word.
    places: Vec<(usize, usize, usize)>,
    /// The first section with a title or heading that was found.
    headed: Option<usize>,
}

impl Index {
    fn new() -> Self {
        let mut index = Self {
            sections: Vec::new(),
            places: BTreeMap::new(),
        };
        for (number, page) in PAGES.iter().enumerate() {
            for (heading, text) in sections(page) {
                index.add(number, page, heading, text);
            }
        }
        index
    }

    fn add(&mut self, page: usize, shown: &Page, heading: String, text: String) {
        let section = self.sections.len();
        let (title, most) = if heading.is_empty() {
            (shown.title.as_str(), 12.0)
        } else {
            (heading.as_str(), 4.0)
        };
        let (head, words) = (words(title), words(&text));
        for (is_head, words) in [(true, &head), (false, &words)] {
            for (number, word) in words.iter().enumerate() {
                for form in word.forms() {
                    let places = self.places.entry(form.clone()).or_default();
                    places.push((section, is_head, number));
                }
            }
        }
        self.sections.push(Section {
            page,
            heading,
            // One word of one says more than one of many.
            weight: most / count(head.len().max(1)).sqrt(),
            text,
            words,
        });
    }

    /// Notes every page with a word that begins like a form of this one.
    fn look_up(&self, asked: &Word, number: usize, found: &mut BTreeMap<usize, Found>) {
        let mut shares: BTreeMap<Place, f64> = BTreeMap::new();
        // Not its parts: `CreateInvitation` asks for that, not for whatever is created.
        for form in &asked.own {
            let is_beginning = form.chars().count() >= SHORTEST_BEGINNING;
            let fits =
                |word: &str| word == form || (is_beginning && word.starts_with(form.as_str()));
            let range = self.places.range(form.clone()..);
            for (word, places) in range.take_while(|(word, _)| fits(word)) {
                // A whole word says more than the beginning of one.
                let share = if word == form { 1.0 } else { 0.3 };
                for place in places {
                    let known = shares.entry(*place).or_default();
                    *known = f64::max(*known, share);
                }
            }
        }
        let mut worth: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for ((section, is_head, word), share) in shares {
            let Some(shown) = self.sections.get(section) else {
                continue;
            };
            let (page, sum) = (
                found.entry(shown.page).or_default(),
                worth.entry(shown.page),
            );
            let sum = sum.or_default();
            if is_head {
                page.headed = page.headed.or(Some(section));
                if shown.heading.is_empty() && share >= 1.0 {
                    page.named.insert(number);
                }
                sum.0 = f64::max(sum.0, shown.weight * share);
            } else {
                page.places.push((section, word, number));
                sum.1 += share;
            }
        }
        // A word that stands on few pages says more than one that stands on all.
        let rarity = (1.0 + count(PAGES.len()) / count(worth.len().max(1))).ln();
        for (page, (head, text)) in worth {
            let found = found.entry(page).or_default();
            // In a title even a common word says much.
            let score = head * rarity.max(1.0) + text.ln_1p() * rarity;
            found.words.insert(number, score);
        }
    }

    /// The page with the excerpt that shows most of what was asked for.
    fn hit(&'static self, page: usize, found: &Found) -> Option<Hit> {
        let mut by_section: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (section, _, number) in &found.places {
            by_section.entry(*section).or_default().insert(*number);
        }
        let best = by_section
            .iter()
            .max_by_key(|(section, asked)| (asked.len(), Reverse(**section)));
        let first = || {
            self.sections
                .iter()
                .position(|section| section.page == page)
        };
        let number = match best {
            Some((section, _)) => *section,
            None => found.headed.or_else(first)?,
        };
        let section = self.sections.get(number)?;
        let marked = found.places.iter().filter(|place| place.0 == number);
        let marked: BTreeSet<usize> = marked.map(|place| place.1).collect();
        Some(Hit {
            page: PAGES.get(page)?,
            heading: Some(section.heading.as_str()).filter(|heading| !heading.is_empty()),
            excerpt: excerpt(section, &marked),
        })
    }
}

/// Numbers of pages are small.
#[allow(clippy::cast_precision_loss)]
const fn count(pages: usize) -> f64 {
    pages as f64
}

fn excerpt(section: &Section, marked: &BTreeSet<usize>) -> Vec<Piece> {
    let first = marked.first().copied().unwrap_or(0).saturating_sub(BEFORE);
    let shown: Vec<(usize, &Word)> = section
        .words
        .iter()
        .enumerate()
        .skip(first)
        .take(EXCERPT)
        .collect();
    let (Some((_, from)), Some((last, to))) = (shown.first(), shown.last()) else {
        return Vec::new();
    };
    let mut pieces = Vec::new();
    let mut at = from.start;
    let mut put = |text: &str, is_found: bool| {
        if !text.is_empty() {
            pieces.push(Piece {
                text: text.to_owned(),
                is_found,
            });
        }
    };
    let text = |from: usize, to: usize| section.text.get(from..to).unwrap_or_default();
    put(if first > 0 { "… " } else { "" }, false);
    for (_, word) in shown.iter().filter(|(number, _)| marked.contains(number)) {
        put(text(at, word.start), false);
        put(text(word.start, word.end), true);
        at = word.end;
    }
    put(text(at, to.end), false);
    put(
        if last + 1 < section.words.len() {
            " …"
        } else {
            ""
        },
        false,
    );
    pieces
}

/// The text of a page under each of its headings, first what stands under its title. Code of guides
/// is commands that people look for; that of the reference is examples of what its tables say.
fn sections(page: &Page) -> Vec<(String, String)> {
    let mut sections = vec![(String::new(), String::new())];
    let (mut heading, mut is_code) = (None::<String>, false);
    for event in Parser::new_ext(&page.markdown, Options::ENABLE_TABLES) {
        let written = match event {
            Event::Start(Tag::Heading { .. }) => {
                heading = Some(String::new());
                continue;
            }
            Event::End(TagEnd::Heading(level)) => {
                let text = heading.take().unwrap_or_default();
                if level as usize > 1 {
                    sections.push((text, String::new()));
                }
                continue;
            }
            Event::Start(Tag::CodeBlock(_)) => {
                is_code = true;
                continue;
            }
            Event::End(TagEnd::CodeBlock) => {
                is_code = false;
                " ".into()
            }
            Event::Text(text) | Event::Code(text) => text,
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => continue,
            Event::End(TagEnd::TableCell) => " · ".into(),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => " ".into(),
            _ => continue,
        };
        if is_code && page.group.is_some() {
            continue;
        }
        match (&mut heading, sections.last_mut()) {
            (Some(heading), _) => heading.push_str(&written),
            (None, Some((_, text))) => text.push_str(&written),
            (None, None) => {}
        }
    }
    sections
}
