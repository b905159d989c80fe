//! What a certificate of completion says, in both languages. Everything that comes from the contract is
//! printed as data, like the values of a document.

use std::collections::BTreeMap;

use mithaq_domain::{
    form::{Form, IdentityPolicy},
    place,
    seal::{SealStanding, SealUpgrade},
    tenant::Settings,
    text::Bilingual,
    time::Instant,
};
use mithaq_i18n::{Argument, Locale, text_with};
use mithaq_store::contract::{ContractRow, document::DocumentRow};
use mithaq_typeset::{
    self as typeset, BlockLine, Input, Rendered, SignatureBlock, SignerFrame, Template,
};
use serde_json::{Value, json};

use crate::{
    Failure,
    contract::{
        material::{bilingual, sentence},
        seal::{By, Given},
    },
    session::hex,
};

/// The signature field of the certificate.
pub(super) const FIELD: &str = "Certificate1";

/// What is certified.
pub(super) struct Facts<'a> {
    pub(super) settings: &'a Settings,
    pub(super) contract: &'a ContractRow,
    pub(super) document: &'a DocumentRow,
    pub(super) form: &'a Form,
    pub(super) given: &'a [Given],
    /// How far the contract's seals have come, and what they are still to reach.
    pub(super) standing: SealStanding,
    pub(super) upgrade: Option<SealUpgrade>,
    pub(super) contract_bytes: usize,
    pub(super) contract_sha256: &'a [u8; 32],
    pub(super) now: Instant,
    /// Where anybody may check a document: the server's public address.
    pub(super) check_address: &'a str,
}

/// The lines under "The contract": the end of their label's key, which is that of their value too.
const LINES: [&str; 7] = [
    "number", "type", "pages", "code", "reviewed", "sealed", "seals",
];

impl Facts<'_> {
    /// Lays the certificate out, with one frame for the company's seal.
    pub(super) fn render(&self) -> Result<Rendered, Failure> {
        let template = Template::parse(&template().to_string())?;
        let signers: Vec<Vec<typeset::Value>> = self
            .given
            .iter()
            .map(|given| self.signer(given).iter().map(bilingual).collect())
            .collect();
        let tables = BTreeMap::from([("signers".to_owned(), signers)]);
        let values = self.values();
        let date = place::local_date(self.now, &self.settings.time_zone);
        let input = Input {
            template: &template,
            values: &values,
            tables: &tables,
            attached: &[],
            request_number: &self.contract.request_number,
            short_code: &self.document.short_code,
            check_address: self.check_address,
            issuer: &bilingual(&self.settings.display),
            date: &typeset::Bilingual::same(&date),
            created_at_unix_ms: self.now.unix_millis(),
            signers: &[self.frame()],
            marks: &self.marks(),
        };
        Ok(typeset::render(&input)?)
    }

    /// Whose the frame is.
    pub(super) fn frame(&self) -> SignerFrame {
        SignerFrame {
            field_name: FIELD.to_owned(),
            label: bilingual(&self.said("completion-frame", &[])),
        }
    }

    /// The visible block of the seal.
    pub(super) fn block(&self, [left, bottom, right, top]: [f32; 4]) -> SignatureBlock {
        let line = |key: &str, value: typeset::Bilingual| BlockLine {
            label: bilingual(&sentence(key)),
            value,
        };
        let at = place::local_time(self.now, &self.settings.time_zone);
        let number = &self.contract.request_number;
        SignatureBlock {
            width: right - left,
            height: top - bottom,
            typed_name: None,
            drawn: Vec::new(),
            lines: vec![
                line("completion-sealed-by", bilingual(&self.settings.display)),
                line("document-block-time", typeset::Bilingual::same(&at)),
                line("document-block-reference", typeset::Bilingual::same(number)),
            ],
            level: bilingual(&sentence("completion-level")),
            created_at_unix_ms: self.now.unix_millis(),
        }
    }

    fn values(&self) -> BTreeMap<String, typeset::Value> {
        let same = |text: String| Bilingual {
            en: text.clone(),
            ar: text,
        };
        let bytes = i64::try_from(self.contract_bytes).unwrap_or(i64::MAX);
        let sha256 = hex(self.contract_sha256);
        let sealed = [
            ("bytes", Argument::Number(bytes)),
            ("sha256", Argument::Text(&sha256)),
        ];
        let all = [
            ("number", same(self.contract.request_number.clone())),
            ("type", self.form.name.clone()),
            ("pages", same(self.document.page_count.to_string())),
            ("code", same(self.document.short_code.clone())),
            ("reviewed", same(hex(&self.document.reviewed_sha256))),
            ("sealed", self.said("completion-sealed-file", &sealed)),
            ("seals", self.seals()),
            ("intro", self.said("completion-intro", &[])),
            ("time", self.said("completion-time", &[])),
        ];
        let print = |(key, value): (&str, Bilingual)| (key.to_owned(), bilingual(&value));
        all.into_iter().map(print).collect()
    }

    /// How far the contract's seals have come, and plainly what they have not reached.
    fn seals(&self) -> Bilingual {
        let level = ("level", Argument::Text(self.standing.level.code()));
        match &self.upgrade {
            None => self.said("completion-seals-reached", &[level]),
            Some(upgrade) => {
                let wanted = ("wanted", Argument::Text(upgrade.wanted.code()));
                let key = format!("completion-seals-{}", upgrade.waits_for.code());
                self.said(&key, &[level, wanted])
            }
        }
    }

    /// Who signed, how that was proved, when.
    fn signer(&self, given: &Given) -> [Bilingual; 3] {
        let at = place::local_time(given.signed_at, &self.settings.time_zone);
        let at = Bilingual {
            en: at.clone(),
            ar: at,
        };
        let same = |name: &String| Bilingual {
            en: name.clone(),
            ar: name.clone(),
        };
        let (name, how) = match &given.by {
            By::Customer(facts) => {
                let key = match self.form.identity_policy {
                    IdentityPolicy::Required => "completion-how-verified",
                    IdentityPolicy::None => "completion-how-code",
                };
                let contact = [("contact", Argument::Text(&facts.masked))];
                let name = facts.name.as_ref().or(facts.typed_name.as_ref());
                let name = name.unwrap_or(&facts.masked);
                (same(name), self.said(key, &contact))
            }
            By::Member(facts) => match &facts.certificate {
                Some(certificate) => {
                    let arguments = [("certificate", Argument::Text(certificate))];
                    let how = self.said("completion-how-own-key", &arguments);
                    (same(&facts.name), how)
                }
                None => (same(&facts.name), self.said("completion-how-member", &[])),
            },
            By::Seal(facts) => {
                let certificate = facts.certificate.as_deref().unwrap_or_default();
                let arguments = [("certificate", Argument::Text(certificate))];
                let how = self.said("completion-how-seal", &arguments);
                (self.settings.display.clone(), how)
            }
        };
        [name, how, at]
    }

    fn marks(&self) -> Vec<typeset::Mark> {
        let mut marks = Vec::new();
        if !self.settings.production {
            marks.push(bilingual(&sentence("document-mark-test-chain")));
        }
        if self.settings.sandbox {
            marks.push(bilingual(&sentence("document-mark-sandbox")));
        }
        marks
    }

    /// A sentence in both languages, with the company and the contract's number beside its arguments.
    fn said(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> Bilingual {
        let said = |locale, company| {
            let number = &self.contract.request_number;
            let mut all = vec![
                ("company", Argument::Text(company)),
                ("number", Argument::Text(number)),
            ];
            all.extend_from_slice(arguments);
            text_with(locale, key, &all)
        };
        Bilingual {
            en: said(Locale::En, &self.settings.display.en),
            ar: said(Locale::Ar, &self.settings.display.ar),
        }
    }
}

fn phrase(key: &str) -> Value {
    let Bilingual { en, ar } = sentence(key);
    json!({ "en": en, "ar": ar })
}

/// The certificate's layout; what it says of a contract is filled in like the values of a document.
fn template() -> Value {
    let line = |name: &str| json!({ "label": phrase(&format!("completion-{name}")), "value": format!("{{{{{name}}}}}") });
    let column = |name: &str, share: f32| json!({ "heading": phrase(&format!("completion-{name}")), "share": share });
    json!({
        "format": 1,
        "title": phrase("completion-title"),
        "blocks": [
            { "type": "title", "text": phrase("completion-title") },
            { "type": "paragraph", "text": "{{intro}}" },
            { "type": "heading", "text": phrase("completion-contract") },
            { "type": "fields", "rows": LINES.map(line) },
            { "type": "heading", "text": phrase("completion-signers") },
            {
                "type": "table",
                "columns": [column("who", 3.0), column("how", 5.0), column("when", 3.0)],
                "rowsOf": "signers",
            },
            { "type": "notice", "text": phrase("completion-meaning") },
            { "type": "paragraph", "text": "{{time}}" },
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_a_template_that_asks_for_what_is_filled_in() {
        let template = Template::parse(&template().to_string()).expect("a template");
        let named: Vec<&str> = template.placeholders().into_iter().collect();
        let mut filled: Vec<&str> = LINES.into_iter().chain(["intro", "time"]).collect();
        filled.sort_unstable();
        assert_eq!(named, filled);
    }
}
