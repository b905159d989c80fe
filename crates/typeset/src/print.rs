//! Passages as the typst program's data, and the signature page's words. The shape written here
//! and `assets/programs/document.typ` belong together: change both.

use crate::bilingual::{Bilingual, Language};
use crate::input::{Input, metadata_line};
use crate::phrase::Phrase;
use crate::plain::{breakable, isolated};
use crate::quick_response::drawing;
use crate::reading::{Align, Column, FieldRow, Item, Passage, Run, Words};
use crate::resolve::{furniture, plain_words, value_words};
use serde_json::{Value as Json, json};

/// The text's width on the page in points, as in the program.
const TEXT_WIDTH: f32 = 493.0;
/// A signature frame's size in points; as wide as the text.
pub(crate) const FRAME_WIDTH: f32 = TEXT_WIDTH;
pub(crate) const FRAME_HEIGHT: f32 = 108.0;

/// What is laid over the pages of an existing PDF.
#[derive(Default)]
pub(crate) struct Over {
    pub sheets: Vec<Json>,
    /// Pages of the ground that the program does not print.
    pub shift: usize,
    /// On the signature page: values that have no room at their places.
    pub annex: Option<Passage>,
}

/// The program's whole data.
pub(crate) fn document(input: &Input, passages: &[Passage]) -> String {
    data(input, passages, &Over::default())
}

/// The program's data for sheets over an existing PDF.
pub(crate) fn over(input: &Input, over: &Over) -> String {
    data(input, &[], over)
}

fn data(input: &Input, passages: &[Passage], over: &Over) -> String {
    let signers: Vec<Json> = input
        .signers
        .iter()
        .map(|signer| pair(&plain_words(&signer.label)))
        .collect();
    let closing = signature_page(input).into_iter().chain(over.annex.clone());
    let marks = input.marks.iter().map(|mark| pair(&plain_words(mark)));
    let title = &input.template.title;
    let page = &input.template.furniture;
    let line = |line: &Option<Phrase>| line.as_ref().map(|line| pair(&furniture(input, line)));
    let data = json!({
        "rtl": page.languages.first() == Some(&Language::Ar),
        "single": page.languages.len() == 1,
        "header": line(&page.header),
        "footer": line(&page.footer),
        "logo": page.logo.is_some(),
        "title": metadata_line(&format!("{} — {}", title.en, title.ar)),
        "author": metadata_line(&format!("{} — {}", input.issuer.en, input.issuer.ar)),
        "request": words(&value(input.request_number)),
        "frame": { "width": FRAME_WIDTH, "height": FRAME_HEIGHT },
        "body": passages.iter().map(passage).collect::<Vec<_>>(),
        "closing": closing.map(|part| passage(&part)).collect::<Vec<_>>(),
        "sheets": over.sheets,
        "shift": over.shift,
        "marks": marks.collect::<Vec<_>>(),
        "check": check(input),
        "signers": signers,
    });
    data.to_string()
}

/// What stands on the signature page above the frames.
pub(crate) fn signature_page(input: &Input) -> Vec<Passage> {
    let row = |en, ar, value| FieldRow {
        label: plain_words(&Bilingual::new(en, ar)),
        value,
    };
    let same = |text: &str| value_words(&Bilingual::same(text));
    let mut passages = vec![
        Passage::Heading {
            level: 1,
            number: None,
            text: plain_words(&Bilingual::new("Signature page", "صفحة التوقيع")),
        },
        Passage::Fields(vec![
            row("Document", "المستند", value_words(&input.template.title)),
            row("Issued by", "صادر عن", value_words(input.issuer)),
            row("Request number", "رقم الطلب", same(input.request_number)),
            row("Short code", "الرمز المختصر", same(input.short_code)),
            row("Date", "التاريخ", value_words(input.date)),
        ]),
        Passage::Paragraph {
            number: None,
            text: plain_words(&Bilingual::new(
                "This page belongs to the document and was laid out before signing. Each signature \
                 is drawn inside its frame when it is given; nothing else is added to the pages.",
                "هذه الصفحة جزء من المستند وأعدت قبل التوقيع. يرسم كل توقيع داخل إطاره عند \
                 إتمامه، ولا يضاف شيء آخر إلى الصفحات.",
            )),
        },
    ];
    passages.extend(
        input
            .marks
            .iter()
            .map(|mark| Passage::Notice(plain_words(mark))),
    );
    passages
}

/// Where anybody may check the document, with the QR code that leads to it.
fn check(input: &Input) -> Option<Json> {
    let address = input.check_address;
    let qr = drawing(&format!("{address}/v/{}", input.short_code));
    let qr = qr.filter(|_| !address.is_empty())?;
    let text = plain_words(&Bilingual::new(
        "Whether this document is genuine, anybody can check here, by the file or by the short code:",
        "يمكن لأي شخص أن يتحقق هنا من أن المستند أصلي، بالملف نفسه أو بالرمز المختصر:",
    ));
    // Whoever copies the address gets it as it is: nothing is put into it where it may break.
    let address = metadata_line(&format!("{address}/verify"));
    Some(json!({ "qr": qr, "text": pair(&text), "address": [[address]] }))
}

fn value(text: &str) -> Words {
    value_words(&Bilingual::same(text)).en
}

fn passage(passage: &Passage) -> Json {
    match passage {
        Passage::Letterhead { name, lines } => {
            let lines: Vec<Json> = lines.iter().map(pair).collect();
            json!({ "kind": "letterhead", "name": pair(name), "lines": lines })
        }
        Passage::Heading {
            level,
            number,
            text,
        } => {
            let number = number.map(|number| number.to_string());
            json!({ "kind": "heading", "level": level, "number": number, "text": pair(text) })
        }
        Passage::Subtitle(text) => json!({ "kind": "subtitle", "text": pair(text) }),
        Passage::Party { role, text } => {
            json!({ "kind": "party", "role": pair(role), "text": pair(text) })
        }
        Passage::Paragraph { number, text } => {
            json!({ "kind": "paragraph", "number": number, "text": pair(text) })
        }
        Passage::List(items) => {
            json!({ "kind": "list", "items": items.iter().map(item).collect::<Vec<_>>() })
        }
        Passage::Notice(text) => json!({ "kind": "notice", "text": pair(text) }),
        Passage::Table {
            caption,
            columns,
            rows,
            repeat_header,
        } => json!({
            "kind": "table",
            "caption": caption.as_ref().map(pair),
            "columns": columns.iter().map(column).collect::<Vec<_>>(),
            "rows": rows.iter().map(|cells| row(columns, cells)).collect::<Vec<_>>(),
            "repeat": repeat_header,
        }),
        Passage::Fields(rows) => {
            let rows = rows
                .iter()
                .map(|row| json!({ "label": pair(&row.label), "value": pair(&row.value) }));
            json!({ "kind": "fields", "rows": rows.collect::<Vec<_>>() })
        }
        Passage::Space(points) => json!({ "kind": "space", "points": points }),
        Passage::PageBreak => json!({ "kind": "page-break" }),
    }
}

fn item(item: &Item) -> Json {
    const BULLETS: [&str; 3] = ["•", "–", "•"];
    let bullet = BULLETS.get(usize::from(item.depth)).copied();
    let marker = match item.number {
        Some(number) => format!("{number}."),
        None => bullet.unwrap_or_default().to_owned(),
    };
    json!({ "depth": item.depth, "marker": marker, "text": pair(&item.text) })
}

fn column(column: &Column) -> Json {
    json!({ "heading": pair(&column.heading), "align": align(column.align), "share": column.share })
}

pub(crate) fn align(align: Align) -> &'static str {
    match align {
        Align::Start => "start",
        Align::Center => "center",
        Align::End => "end",
    }
}

/// A `flat` row needs one line only: its height is known, so its texts are laid out once.
fn row(columns: &[Column], cells: &[Bilingual<Words>]) -> Json {
    const WIDEST_LETTER: f32 = 7.0;
    const INSETS: f32 = 12.0;
    let shares: f32 = columns.iter().map(|column| column.share).sum();
    let one_line = |(column, text): (&Column, &Bilingual<Words>)| {
        let letters = text.en.text().chars().count() as f32;
        let width = TEXT_WIDTH * column.share / shares - INSETS;
        text.en == text.ar && !text.en.text().contains('\n') && letters * WIDEST_LETTER < width
    };
    json!({
        "flat": columns.iter().zip(cells).all(one_line),
        "cells": cells.iter().map(cell).collect::<Vec<_>>(),
    })
}

/// A cell that reads the same in both languages is printed once.
fn cell(text: &Bilingual<Words>) -> Json {
    if text.en == text.ar {
        json!({ "en": words(&text.en), "ar": [], "tall": false })
    } else {
        pair(text)
    }
}

pub(crate) fn pair(text: &Bilingual<Words>) -> Json {
    let tall = is_tall(&text.en) || is_tall(&text.ar);
    json!({ "en": side(&text.en), "ar": side(&text.ar), "tall": tall })
}

/// Whether a text may not fit on one page. Only such a pair is laid out in a grid, which can break
/// across pages but lays its texts out twice.
fn is_tall(words: &Words) -> bool {
    const NARROWEST_LINE: usize = 24;
    const LINES_OF_A_PAGE: usize = 40;
    let text = words.text();
    let lines = text
        .split('\n')
        .map(|line| line.chars().count() / NARROWEST_LINE + 1);
    lines.sum::<usize>() > LINES_OF_A_PAGE
}

fn side(side: &Words) -> Json {
    if side.is_empty() {
        json!([])
    } else {
        words(side)
    }
}

/// Runs as `["text"]`, `["text", 1]` for bold, 2 for italic, 3 for both, `[]` for a line break.
fn words(side: &Words) -> Json {
    let mut out = Vec::new();
    for run in &side.runs {
        for (index, line) in run.text.split('\n').enumerate() {
            if index > 0 {
                out.push(json!([]));
            }
            if !line.is_empty() {
                out.push(printed_run(run, line));
            }
        }
    }
    Json::Array(out)
}

fn printed_run(run: &Run, line: &str) -> Json {
    let text = if run.value {
        isolated(line)
    } else {
        breakable(line)
    };
    match u8::from(run.bold) + 2 * u8::from(run.italic) {
        0 => json!([text]),
        style => json!([text, style]),
    }
}
