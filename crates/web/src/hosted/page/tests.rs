//! Every page in both languages: whole, without dead hooks, without a sentence missing.
//!
//! With `MITHAQ_PAGES_DIR` set, the pages and their assets are also written there as files,
//! to be photographed and read by a browser.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod samples;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mithaq_i18n::Locale;

use super::*;
use samples::{Sample, all};

fn pages() -> impl Iterator<Item = (Sample, String)> {
    Locale::ALL.into_iter().flat_map(all).map(|sample| {
        let html = render(&sample.page, &sample.frame);
        (sample, html)
    })
}

#[test]
fn every_page_is_a_whole_document_in_its_language() {
    for (Sample { name, frame, .. }, html) in pages() {
        let start = format!(
            "<html lang=\"{}\" dir=\"{}\">",
            frame.locale.tag(),
            frame.locale.dir()
        );
        assert!(
            html.starts_with("<!doctype html>") && html.contains(&start),
            "{name}"
        );
        assert!(html.trim_end().ends_with("</html>"), "{name}");
        assert_eq!(html.matches("<h1>").count(), 1, "{name}");
        assert_eq!(html.matches("<main ").count(), 1, "{name}");
        assert!(html.contains(frame.locale.other().own_name()), "{name}");
    }
}

#[test]
fn no_page_shows_an_empty_variable_or_holds_inline_code() {
    for (Sample { name, .. }, html) in pages() {
        assert!(!html.contains("{$"), "{name}");
        for forbidden in [
            " style=",
            "<style",
            " onclick",
            " onload",
            "javascript:",
            "<script>",
        ] {
            assert!(!html.contains(forbidden), "{name} holds {forbidden}");
        }
    }
}

#[test]
fn every_form_posts_to_its_action_with_the_token() {
    for (Sample { name, .. }, html) in pages() {
        for form in html
            .split("<form ")
            .skip(1)
            .map(|rest| rest.split("</form>").next().unwrap())
        {
            let action = attribute(form, "data-action");
            assert!(
                [
                    "continue",
                    "send-code",
                    "verify-code",
                    "save",
                    "sign",
                    "decline",
                    "not-me",
                    "report"
                ]
                .contains(&action),
                "{name}: {action}"
            );
            assert_eq!(
                attribute(form, "action"),
                format!("/session/{}/{action}", samples::SESSION),
                "{name}"
            );
            assert_eq!(attribute(form, "method"), "post", "{name}");
            assert!(
                form.contains("name=\"form_token\" value=\"token-1\""),
                "{name}: {action}"
            );
            assert_eq!(
                form.matches("type=\"submit\"").count(),
                1,
                "{name}: {action}"
            );
            if ["sign", "verify-code"].contains(&action) && html.contains("data-step=\"sign\"") {
                assert!(form.contains(&format!(
                    "name=\"document_sha256\" value=\"{}\"",
                    samples::SHA256
                )));
            }
        }
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let start = format!("{name}=\"");
    let padded = tag.strip_prefix(&start);
    let rest = padded
        .or_else(|| tag.split_once(&format!(" {start}")).map(|(_, rest)| rest))
        .expect(name);
    rest.split('"').next().unwrap()
}

#[test]
fn the_hooks_of_each_step_are_there() {
    let hooks = [
        ("open", "data-step=\"open\"", "data-action=\"not-me\""),
        (
            "phone-ask",
            "data-step=\"phone\"",
            "data-action=\"send-code\"",
        ),
        ("phone-code", "data-action=\"verify-code\"", "name=\"code\""),
        (
            "missing",
            "data-action=\"save\"",
            "name=\"f.414.monthlyIncome\"",
        ),
        ("review", "data-step=\"review\"", "data-document=\"review\""),
        (
            "review-code",
            "data-step=\"sign\"",
            "data-document=\"review\"",
        ),
        ("sign", "data-step=\"sign\"", "name=\"code\""),
        ("done", "data-step=\"done\"", "data-document=\"sealed\""),
        ("declined", "data-step=\"declined\"", "data-session-id=\""),
        (
            "identity-pending",
            "data-step=\"identity\"",
            "data-session-id=\"",
        ),
        ("expired", "data-step=\"ended\"", "<main "),
    ];
    for (wanted, one, other) in hooks {
        let mut seen = 0;
        for (Sample { name, .. }, html) in pages().filter(|(sample, _)| sample.name == wanted) {
            assert!(
                html.contains(one) && html.contains(other),
                "{name} lacks {one} or {other}"
            );
            seen += 1;
        }
        assert_eq!(seen, 2, "{wanted}");
    }
}

#[test]
fn a_page_waits_by_itself_only_while_something_is_being_prepared() {
    for (Sample { name, .. }, html) in pages() {
        let waits = ["done-sealing", "preparing"].contains(&name);
        assert_eq!(html.contains("http-equiv=\"refresh\""), waits, "{name}");
    }
}

#[test]
fn an_error_is_named_in_the_summary_and_beside_its_field() {
    for (_, html) in pages().filter(|(sample, _)| sample.name == "phone-wrong") {
        assert_eq!(html.matches("data-error-code=\"1301\"").count(), 2);
        assert!(html.contains("href=\"#input-code\"") && html.contains("id=\"input-code\""));
        assert!(html.contains("tabindex=\"-1\" autofocus"));
    }
}

#[test]
fn what_others_wrote_is_text_and_never_mark_up() {
    let attack = "<script>alert(1)</script>\"'&";
    let mut frame = samples::frame(Locale::Ar, 3);
    frame.company.as_mut().unwrap().name_ar = attack.to_owned();
    for sample in all(Locale::Ar) {
        let Page::Review(mut review) = sample.page else {
            continue;
        };
        review.card.title = attack.to_owned();
        review.highlights[0].value = attack.to_owned();
        review.reading.push(Passage::Paragraph {
            locale: Locale::En,
            number: None,
            text: attack.to_owned(),
        });
        let html = render(&Page::Review(review), &frame);
        assert!(!html.contains("<script>alert"));
        assert!(!html.contains("\"'&"));
    }
}

#[test]
fn pages_before_the_proof_show_nothing_about_the_person_or_the_contract() {
    let personal = ["REQ-2026", "Ahmed", "أحمد", samples::SHA256, "5,000"];
    let before = [
        "open",
        "phone-ask",
        "phone-code",
        "phone-wrong",
        "link-needed",
        "expired",
        "revoked",
        "completed",
    ];
    for (Sample { name, .. }, html) in pages().filter(|(sample, _)| before.contains(&sample.name)) {
        for word in personal {
            assert!(!html.contains(word), "{name} shows {word}");
        }
    }
}

/// Hyphenated words in quotes after a call that looks a sentence up.
fn keys_in(path: &Path, found: &mut BTreeSet<String>) {
    let source = fs::read_to_string(path).unwrap();
    let template = path
        .extension()
        .is_some_and(|extension| extension == "html");
    for (index, piece) in source
        .split('"')
        .enumerate()
        .filter(|(index, _)| index % 2 == 1 || template)
    {
        let before = source
            .split('"')
            .nth(index.saturating_sub(1))
            .unwrap_or_default();
        let is_key = piece.contains(|c: char| c.is_ascii_lowercase())
            && piece.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        let looked_up = ["text(", "with(", "number(", "page_of(", "file("]
            .iter()
            .any(|call| before.ends_with(call));
        if is_key && (looked_up || (!template && piece.contains('-'))) {
            found.insert(piece.to_owned());
        }
    }
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

#[test]
fn every_sentence_in_use_exists_and_every_sentence_of_the_pages_is_in_use() {
    let mut used = BTreeSet::new();
    for path in files("templates/session", "html")
        .iter()
        .chain(&files("src/hosted/page", "rs"))
    {
        if !path.ends_with("tests.rs") {
            keys_in(path, &mut used);
        }
    }
    keys_in(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/hosted/page.rs"),
        &mut used,
    );
    let other_words = ["input-", "not-me"];
    used.retain(|key| !other_words.contains(&key.as_str()));
    let listed = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales/en/pages.ftl"),
    )
    .unwrap();
    let listed: BTreeSet<String> = listed
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
        .collect();
    assert_eq!(
        used.difference(&listed).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "unknown keys"
    );
    assert_eq!(
        listed
            .difference(&used)
            .filter(|key| *key != "pages")
            .collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "unused keys"
    );
}

#[test]
fn the_first_page_with_all_it_loads_stays_under_sixty_kilobytes_uncompressed() {
    let assets: usize = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/served"))
        .unwrap()
        .map(|entry| usize::try_from(entry.unwrap().metadata().unwrap().len()).unwrap())
        .sum();
    for (Sample { name, .. }, html) in pages().filter(|(sample, _)| sample.name == "open") {
        assert!(
            html.len() + assets <= 62_000,
            "{name}: {} + {assets}",
            html.len()
        );
    }
}

#[test]
fn the_pages_are_written_out_where_a_folder_is_named() {
    let Some(folder) = std::env::var_os("MITHAQ_PAGES_DIR").map(PathBuf::from) else {
        return;
    };
    fs::create_dir_all(folder.join("assets")).unwrap();
    for (Sample { name, frame, .. }, html) in pages() {
        fs::write(
            folder.join(format!("{name}.{}.html", frame.locale.tag())),
            html,
        )
        .unwrap();
    }
    for name in [
        "session.css",
        "session.js",
        "plex-arabic-regular.woff2",
        "plex-arabic-bold.woff2",
        "plex-latin-regular.woff2",
        "plex-latin-bold.woff2",
    ] {
        let asset = crate::assets::find(name, None).unwrap();
        fs::write(folder.join("assets").join(name), asset.bytes).unwrap();
    }
}
