//! `document`: CPU time of what a document costs: rendering contract 414 with the values of the
//! reference sample, a picture of a page, typesetting the signature block, the seal alone, and the seal
//! brought to B-LTA.
//!
//! Called in this process as the server calls them, on one thread. Every document has another
//! number, so that nothing can be answered from a cache.

mod archive;
mod long;
mod placed;

use std::{collections::BTreeMap, hint::black_box, path::PathBuf};

use mithaq_i18n::{Locale, text};
use mithaq_pades::{
    SealKey, SealRequest, SignatureField, add_signature_fields, generate_test_chain, seal,
};
use mithaq_typeset::{
    Bilingual, BlockLine, Input, PdfPages, Rendered, SignatureBlock, SignerFrame, Template, render,
    render_signature_block,
};
use serde_json::Value;

use crate::{failure::Failure, usage};

const TYPE_414: &str = include_str!("../../../crates/server/assets/demo/contract-type-414.json");
const NOW_MILLIS: i64 = 1_795_400_000_000;
/// Pixels for a point, as the server draws pages.
const SCALE: f32 = 1.75;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Documents rendered; the quicker things are measured five times as often
    #[arg(long, default_value_t = 100)]
    count: u32,
    /// Print a document of 300 pages into a file and say what it took
    #[arg(long, hide = true)]
    print_long: Option<PathBuf>,
    /// Seal that file
    #[arg(long, hide = true)]
    seal_long: Option<PathBuf>,
}

/// Measures and prints.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    match (&arguments.print_long, &arguments.seal_long) {
        (Some(file), _) => long::print(file),
        (_, Some(file)) => long::seal_it(file),
        (None, None) => run_all(arguments),
    }
}

fn run_all(arguments: &Arguments) -> Result<(), Failure> {
    let (count, often) = (arguments.count, arguments.count.saturating_mul(5));
    let contract: Value = serde_json::from_str(TYPE_414).map_err(failed)?;
    let template = contract
        .pointer("/documents/0")
        .map(Value::to_string)
        .unwrap_or_default();
    let template = Template::parse(&template).map_err(failed)?;
    let rendered = document(&template, 0)?;
    let fields: Vec<SignatureField> = rendered.frames.iter().map(field).collect();
    let reviewed = add_signature_fields(&rendered.pdf, &fields).map_err(failed)?;
    println!(
        "contract 414: {} pages, {} bytes to review",
        rendered.page_count,
        reviewed.len()
    );
    each("render (bar with the seal: 15)", count, |number| {
        document(&template, number).map(drop)
    })?;
    let pages = PdfPages::open(reviewed.clone()).map_err(failed)?;
    let picture = |number: u32| {
        let page = usize::try_from(number).unwrap_or_default() % pages.page_count().max(1);
        pages.picture(page, SCALE).map(drop).map_err(failed)
    };
    each("picture of a page, at 1.75 x", often, picture)?;
    let frame = fields
        .first()
        .ok_or_else(|| Failure::Document("no frame".to_owned()))?;
    each("typesetting the signature block", often, |number| {
        block(frame, number).map(drop)
    })?;
    measure_seal(&reviewed, frame, often)?;
    placed::measure(count)?;
    long::measure()
}

fn measure_seal(reviewed: &[u8], frame: &SignatureField, often: u32) -> Result<(), Failure> {
    let chain = generate_test_chain("Nile Crescent Finance", NOW_MILLIS / 1000).map_err(failed)?;
    let links = vec![chain.issuing_der.clone()];
    let key = SealKey::from_pkcs8(chain.seal_key_pkcs8.expose(), &chain.seal_der, links);
    let key = key.map_err(failed)?;
    let appearance = block(frame, 0)?;
    let reason = text(Locale::En, "document-seal-reason");
    let request = SealRequest {
        field_name: &frame.name,
        appearance: Some(&appearance),
        name: "Nile Crescent Finance",
        reason: &reason,
        signed_at_unix_ms: NOW_MILLIS,
        certify: true,
        ..SealRequest::default()
    };
    each(
        "seal alone: parse, update, digest, CMS, P-256 (bar: 1.5)",
        often,
        |_| {
            seal(reviewed, &request, &key)
                .map(|sealed| drop(black_box(sealed)))
                .map_err(failed)
        },
    )?;
    archive::measure(reviewed, &request, (often, NOW_MILLIS / 1000))
}

fn document(template: &Template, number: u32) -> Result<Rendered, Failure> {
    let values = BTreeMap::from([
        ("fullName".to_owned(), Bilingual::same("Ahmed Mohamed")),
        (
            "monthlyIncome".to_owned(),
            Bilingual::new("EGP 5,000.00", "5,000.00 جنيه"),
        ),
    ]);
    let signers = [SignerFrame {
        field_name: "Customer1".to_owned(),
        label: sentence("document-signer-customer"),
    }];
    let marks = [
        "document-mark-test-chain",
        "document-mark-identity-not-checked",
    ]
    .map(sentence);
    let input = Input {
        template,
        values: &values,
        tables: &Default::default(),
        attached: &[],
        request_number: &format!("REQ-2026-{number:05}"),
        short_code: &format!("K7QM-4T2X-9HPD-{number:04}"),
        check_address: "https://sign.example.com",
        issuer: &Bilingual::new("Nile Crescent Finance", "هلال النيل للتمويل"),
        date: &Bilingual::same("2026/11/23"),
        created_at_unix_ms: NOW_MILLIS,
        signers: &signers,
        marks: &marks,
    };
    render(&input).map_err(failed)
}

fn block(frame: &SignatureField, number: u32) -> Result<Vec<u8>, Failure> {
    let line = |key: &str, value: &str| BlockLine {
        label: sentence(key),
        value: Bilingual::same(value),
    };
    let [left, bottom, right, top] = frame.rect;
    let block = SignatureBlock {
        width: right - left,
        height: top - bottom,
        typed_name: Some("Ahmed Mohamed".to_owned()),
        drawn: Vec::new(),
        lines: vec![
            line("document-block-confirmed-by", "Ahmed Mohamed"),
            line("document-block-phone", "+20 •••• ••• 890"),
            line("document-block-time", "2026-11-23 10:15:30 +02:00"),
            line("document-block-reference", &format!("REQ-2026-{number:05}")),
        ],
        level: sentence("document-block-level"),
        created_at_unix_ms: NOW_MILLIS,
    };
    render_signature_block(&block).map_err(failed)
}

fn field(frame: &mithaq_typeset::Frame) -> SignatureField {
    SignatureField {
        name: frame.field_name.clone(),
        label: frame.field_name.clone(),
        page_index: frame.page_index,
        rect: frame.rect,
    }
}

fn sentence(key: &str) -> Bilingual {
    Bilingual::new(text(Locale::En, key), text(Locale::Ar, key))
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::Document(error.to_string())
}

/// CPU milliseconds of each of `count` runs, after a few that do not count.
fn each(
    name: &str,
    count: u32,
    mut work: impl FnMut(u32) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let first = count.saturating_add(1);
    for number in 0..count / 10 + 1 {
        work(first.saturating_add(number))?;
    }
    let before = usage::own_process_seconds()?;
    for number in 0..count {
        work(number)?;
    }
    let millis = (usage::own_process_seconds()? - before) * 1e3 / f64::from(count);
    println!("{name:<58} {millis:>6.2} CPU ms");
    Ok(())
}
