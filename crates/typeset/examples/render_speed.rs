//! CPU milliseconds of the typesetter: `cargo run --release --example render_speed [-- COUNT [DIR]]`.
//! Every document is different, so nothing is answered from a cache. With DIR the files are left
//! there to be looked at.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use mithaq_typeset::*;
use std::collections::BTreeMap;

const TYPE_414: &str = include_str!("../../server/assets/demo/contract-type-414.json");

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: u32 = arguments
        .next()
        .map_or(200, |n| n.parse().expect("a count"));
    let folder = arguments.next();
    let contract: serde_json::Value = serde_json::from_str(TYPE_414).unwrap();
    let template = Template::parse(&contract["documents"][0].to_string()).unwrap();
    let before = resident_mb();
    let rendered = document(&template, 0);
    println!(
        "{} pages, {} bytes, frames {:?}",
        rendered.page_count,
        rendered.pdf.len(),
        rendered.frames
    );
    let pages = PdfPages::open(rendered.pdf.clone()).unwrap();
    let pictures: Vec<_> = (0..pages.page_count())
        .map(|page| pages.picture(page, 1.5).unwrap())
        .collect();
    println!(
        "pictures at 1.5 x: {:?} bytes",
        pictures.iter().map(Vec::len).collect::<Vec<_>>()
    );
    if let Some(folder) = folder {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(format!("{folder}/contract.pdf"), &rendered.pdf).unwrap();
        std::fs::write(format!("{folder}/block.pdf"), block(0)).unwrap();
        for (page, picture) in pictures.iter().enumerate() {
            std::fs::write(format!("{folder}/page-{page}.png"), picture).unwrap();
        }
    }
    measure("document", count, |n| drop(document(&template, n)));
    measure("signature block", count, |n| drop(block(n)));
    for scale in [1.0, 1.5, 2.0] {
        let name = format!("picture at {scale} x, parsed once");
        measure(&name, count, |n| drop(pages.picture(n as usize % 3, scale)));
    }
    measure("parsing alone", count, |_| {
        drop(PdfPages::open(rendered.pdf.clone()))
    });
    println!(
        "resident: {before} MB before the first call, {} MB now",
        resident_mb()
    );
}

fn document(template: &Template, n: u32) -> Rendered {
    let names = [
        ("Ahmed Mohamed", "Ahmed Mohamed"),
        ("Sara Mahmoud", "سارة محمود"),
    ];
    let (en, ar) = names[n as usize % 2];
    let income = format!("{},000.00", 5 + n % 20);
    let values = BTreeMap::from([
        ("fullName".to_owned(), Bilingual::new(en, ar)),
        ("monthlyIncome".to_owned(), Bilingual::same(income)),
    ]);
    let signers = [SignerFrame {
        field_name: "customer".into(),
        label: Bilingual::new("The Customer", "العميل"),
    }];
    let marks = [
        Bilingual::new(
            "TEST CHAIN, not a licensed provider",
            "سلسلة اختبار، وليست جهة مرخصة",
        ),
        Bilingual::new("Identity not checked", "لم يتحقق من الهوية"),
    ];
    let input = Input {
        template,
        values: &values,
        tables: &BTreeMap::new(),
        attached: &[],
        request_number: &format!("REQ-2026-{:05}", n + 1),
        short_code: "K7QM-4T2X-9HPD-WZ3B",
        check_address: "https://sign.example.com",
        issuer: &Bilingual::new("Nile Crescent Finance", "هلال النيل للتمويل"),
        date: &Bilingual::new("23 November 2026", "23 نوفمبر 2026"),
        created_at_unix_ms: 1_795_400_000_000,
        signers: &signers,
        marks: &marks,
    };
    render(&input).unwrap()
}

fn block(n: u32) -> Vec<u8> {
    let line = |en: &str, ar: &str, value: String| BlockLine {
        label: Bilingual::new(en, ar),
        value: Bilingual::same(value),
    };
    render_signature_block(&SignatureBlock {
        width: 493.0,
        height: 108.0,
        typed_name: Some("Ahmed Mohamed".into()),
        drawn: Vec::new(),
        lines: vec![
            line("Signed by", "وقعه", "Ahmed Mohamed".into()),
            line("Phone", "الهاتف", "+20 •••• ••• 890".into()),
            line("Time", "الوقت", "2026-11-23 10:15:30 +02:00".into()),
            line("Reference", "المرجع", format!("REQ-2026-{:05}", n + 1)),
        ],
        level: Bilingual::new(
            "Confirmed with a verification code and sealed by the company.",
            "أكده برمز التحقق وختمته الشركة إلكترونيا.",
        ),
        created_at_unix_ms: 1_795_400_000_000,
    })
    .unwrap()
}

fn measure(name: &str, count: u32, mut work: impl FnMut(u32)) {
    let before = cpu_ms();
    (0..count).for_each(&mut work);
    let each = (cpu_ms() - before) / f64::from(count);
    println!("{name}: {each:.2} CPU ms each of {count}");
}

/// User and system time of this process; the kernel counts hundredths of a second.
fn cpu_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let after_name = stat.rsplit_once(") ").expect("a stat line").1;
    let ticks: u32 = after_name
        .split(' ')
        .skip(11)
        .take(2)
        .map(|n| n.parse::<u32>().expect("ticks"))
        .sum();
    f64::from(ticks) * 10.0
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .expect("VmRSS");
    let kilobytes: u64 = line
        .split_whitespace()
        .nth(1)
        .expect("a number")
        .parse()
        .expect("kB");
    kilobytes / 1024
}
