//! The demo's contract and a small template with every kind of block, as test inputs.

use mithaq_typeset::*;
use std::collections::BTreeMap;

const TYPE_414: &str = include_str!("../../../server/assets/demo/contract-type-414.json");

/// 2026-11-23 08:00 UTC.
pub const CREATED: i64 = 1_795_420_800_000;

/// Owns what an [`Input`] borrows.
pub struct Sample {
    pub template: Template,
    pub values: BTreeMap<String, Value>,
    pub tables: BTreeMap<String, Vec<Vec<Value>>>,
    pub attached: Vec<(String, Bilingual)>,
    pub issuer: Bilingual,
    pub date: Bilingual,
    pub signers: Vec<SignerFrame>,
    pub marks: Vec<Mark>,
}

impl Sample {
    pub fn new(template: &str) -> Self {
        Self::of(Template::parse(template).unwrap())
    }

    pub fn of(template: Template) -> Self {
        Self {
            template,
            values: BTreeMap::new(),
            tables: BTreeMap::new(),
            attached: Vec::new(),
            issuer: Bilingual::new("Nile Crescent Finance", "هلال النيل للتمويل"),
            date: Bilingual::new("23 November 2026", "2026/11/23"),
            signers: vec![SignerFrame {
                field_name: "customer".into(),
                label: Bilingual::new("The Customer", "العميل"),
            }],
            marks: vec![
                Bilingual::new(
                    "TEST CHAIN, not a licensed provider",
                    "سلسلة اختبار، وليست جهة مرخصة",
                ),
                Bilingual::new("Identity not checked", "لم يتحقق من الهوية"),
            ],
        }
    }

    /// The demo's contract with the reference request's values.
    pub fn demo() -> Self {
        let contract: serde_json::Value = serde_json::from_str(TYPE_414).unwrap();
        Self::new(&contract["documents"][0].to_string())
            .with("fullName", "Ahmed Mohamed", "Ahmed Mohamed")
            .with("monthlyIncome", "5,000.00", "5,000.00")
    }

    /// One block of each kind.
    pub fn every_block() -> Self {
        Self::new(include_str!("every_block.json"))
    }

    /// The same as Markdown, with rows that fill its table.
    pub fn every_part() -> Self {
        let text = include_str!("every_block.md");
        let template = Template::parse_markdown(text, &BTreeMap::new()).unwrap();
        Self::of(template).rows("plan", &[&["1", "100", "900"], &["2", "900", "0"]])
    }

    pub fn rows(mut self, key: &str, rows: &[&[&str]]) -> Self {
        let row = |row: &&[&str]| row.iter().map(|cell| Bilingual::same(*cell)).collect();
        self.tables
            .insert(key.into(), rows.iter().map(row).collect());
        self
    }

    pub fn with(mut self, key: &str, en: &str, ar: &str) -> Self {
        self.values.insert(key.into(), Bilingual::new(en, ar));
        self
    }

    pub fn input(&self) -> Input<'_> {
        Input {
            template: &self.template,
            values: &self.values,
            tables: &self.tables,
            attached: &self.attached,
            request_number: "REQ-2026-00001",
            short_code: "K7QM-4T2X-9HPD-WZ3B",
            check_address: "https://sign.example.com",
            issuer: &self.issuer,
            date: &self.date,
            created_at_unix_ms: CREATED,
            signers: &self.signers,
            marks: &self.marks,
        }
    }

    pub fn render(&self) -> Rendered {
        render(&self.input()).unwrap()
    }
}
