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
mod sentences;

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
    // The public page belongs to no session, and its forms change nothing.
    let of_sessions = pages().filter(|(sample, _)| !matches!(sample.page, Page::Check(_)));
    for (Sample { name, .. }, html) in of_sessions {
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
        "phone-for-copy",
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

#[test]
fn the_first_page_with_all_it_loads_stays_under_sixty_kilobytes_uncompressed() {
    let elsewhere = ["signing.js", "docs.css", "try.js"];
    let assets: usize = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/served"))
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| !elsewhere.iter().any(|name| entry.file_name() == *name))
        .map(|entry| usize::try_from(entry.metadata().unwrap().len()).unwrap())
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
    let Some(folder) = option_env!("MITHAQ_PAGES_DIR").map(PathBuf::from) else {
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
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/served")).unwrap()
    {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let asset = crate::assets::find(&name, None).unwrap();
        fs::write(folder.join("assets").join(name), asset.bytes).unwrap();
    }
}
