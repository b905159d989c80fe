//! What the EU's DSS says of each level, by its own default policy with the test root alone trusted.

use crate::archive::Desk;
use crate::bench;
use crate::sample::{self, NOW, Style};
use mithaq_pades::{SealRequest, seal};

const DAY: i64 = 86_400;

fn second() -> SealRequest<'static> {
    SealRequest {
        field_name: "provider",
        certify: false,
        signed_at_unix_ms: (NOW + 2) * 1000,
        ..sample::request()
    }
}

/// Name, level, signatures, and whether it holds all that a full verdict needs.
struct Case {
    name: &'static str,
    format: &'static str,
    signatures: usize,
    passes: bool,
    bytes: Vec<u8>,
}

fn case(
    name: &'static str,
    (format, signatures, passes): (&'static str, usize, bool),
    bytes: Vec<u8>,
) -> Case {
    Case {
        name,
        format,
        signatures,
        passes,
        bytes,
    }
}

fn cases(desk: &Desk) -> Vec<Case> {
    let mut cases = Vec::new();
    for (style, names) in [
        (Style::Table, ["b.pdf", "t.pdf", "lt.pdf", "lta.pdf"]),
        (
            Style::Stream,
            [
                "b-stream.pdf",
                "t-stream.pdf",
                "lt-stream.pdf",
                "lta-stream.pdf",
            ],
        ),
    ] {
        let reviewed = sample::reviewed(style);
        let basic = seal(&reviewed, &sample::request(), &desk.key).unwrap();
        let timed = desk.sealed(&reviewed, &sample::request());
        let long_term = desk.with_material(&timed, NOW + 10);
        let archived = desk.stamped(&long_term, NOW + 20);
        cases.extend([
            case(names[0], ("PAdES-BASELINE-B", 1, false), basic),
            case(names[1], ("PAdES-BASELINE-T", 1, false), timed),
            case(names[2], ("PAdES-BASELINE-LT", 1, true), long_term),
            case(names[3], ("PAdES-BASELINE-LTA", 1, true), archived),
        ]);
    }
    let once = desk.sealed(&sample::reviewed(Style::Table), &sample::request());
    let twice = desk.sealed(&once, &second());
    let archived = desk.stamped(&desk.with_material(&twice, NOW + 10), NOW + 20);
    let renewed = desk.stamped(
        &desk.with_material(&archived, NOW + 20 * DAY),
        NOW + 20 * DAY + 5,
    );
    cases.extend([
        case("two.pdf", ("PAdES-BASELINE-T", 2, false), twice),
        case("two-lta.pdf", ("PAdES-BASELINE-LTA", 2, true), archived),
        case("renewed.pdf", ("PAdES-BASELINE-LTA", 2, true), renewed),
    ]);
    cases
}

#[test]
fn dss_calls_each_level_what_we_call_it_and_finds_no_change_that_we_do_not_make() {
    let desk = Desk::new();
    let folder = bench::folder("dss", &desk.roots[0]);
    let cases = cases(&desk);
    for case in &cases {
        std::fs::write(folder.join(case.name), &case.bytes).unwrap();
    }
    let names: Vec<&str> = cases.iter().map(|case| case.name).collect();
    let verdicts = bench::dss(&folder, &names, NOW + 20 * DAY + 60);
    let mut wrong = Vec::new();
    for (case, verdict) in cases.iter().zip(&verdicts) {
        let count = |text: &str| verdict.matches(text).count();
        let signatures = verdict.split("\"documentTimestamps\"").next().unwrap();
        let passed = signatures.matches("\"format\"").count();
        let conclusion = match case.passes {
            true => "\"indication\":\"TOTAL_PASSED\"",
            false => "\"indication\":\"INDETERMINATE\"",
        };
        let good = passed == case.signatures
            && count(&format!("\"format\":\"{}\"", case.format)) == case.signatures
            && signatures.matches(conclusion).count() >= case.signatures
            && (!case.passes || !verdict.contains("INDETERMINATE"))
            && !verdict.contains("TOTAL_FAILED")
            && [
                "undefined",
                "annotation",
                "visiblyChangedPages",
                "addedOrRemovedPages",
            ]
            .iter()
            .all(|kind| count(&format!("\"{kind}\":[]")) == count(&format!("\"{kind}\":")));
        if !good {
            wrong.push(format!("{}: {verdict}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    std::fs::remove_dir_all(&folder).unwrap();
}
