//! What the visible signature block says: who confirmed, by which phone or mailbox, when; or which
//! member countersigned, or that the company's seal did by itself.

use mithaq_domain::place;
use mithaq_typeset::{Bilingual, BlockLine, SignatureBlock, render_signature_block};

use super::work::{By, Given, SealFacts};
use crate::{
    Failure,
    app::TenantContext,
    contract::{
        freeze::StoredFrame,
        material::{bilingual, sentence},
    },
    session::SignatureFacts,
};

fn line(key: &str, value: &str) -> BlockLine {
    BlockLine {
        label: bilingual(&sentence(key)),
        value: Bilingual::same(value),
    }
}

/// The appearance of a signature; none in a field of somebody else's form that a block has no room in, or that is not
/// to be seen.
pub(super) fn appearance(
    context: &TenantContext,
    request_number: &str,
    pending: &Given,
    frame: &StoredFrame,
) -> Result<Option<Vec<u8>>, Failure> {
    let block = block(context, request_number, pending, frame);
    match frame.in_file.is_some() && !block.has_room() {
        true => Ok(None),
        false => Ok(Some(render_signature_block(&block)?)),
    }
}

fn block(
    context: &TenantContext,
    request_number: &str,
    pending: &Given,
    frame: &StoredFrame,
) -> SignatureBlock {
    let settings = &context.tenant.settings;
    let at = place::local_time(pending.signed_at, &settings.time_zone);
    let company = || BlockLine {
        label: bilingual(&sentence("document-block-for")),
        value: bilingual(&settings.display),
    };
    let (mut lines, level) = match &pending.by {
        By::Customer(facts) => (customer(facts), "document-block-level"),
        By::Seal(facts) => (seal(facts, company()), "document-block-level-seal"),
        By::Member(facts) => {
            let company = company();
            let member = line("document-block-countersigned-by", &facts.name);
            let certificate = facts.certificate.as_deref();
            let own = certificate.map(|name| line("document-block-certificate", name));
            let level = match own {
                Some(_) => "document-block-level-own-key",
                None => "document-block-level-company",
            };
            ([company, member].into_iter().chain(own).collect(), level)
        }
    };
    lines.push(line("document-block-time", &at));
    lines.push(line("document-block-reference", request_number));
    let (typed_name, drawn) = match &pending.by {
        By::Customer(facts) => (facts.typed_name.clone(), facts.drawn.as_ref()),
        By::Member(_) | By::Seal(_) => (None, None),
    };
    let [left, bottom, right, top] = frame.rect;
    SignatureBlock {
        width: right - left,
        height: top - bottom,
        typed_name,
        drawn: drawn
            .map(|drawn| drawn.strokes().to_vec())
            .unwrap_or_default(),
        lines,
        level: bilingual(&sentence(level)),
        created_at_unix_ms: pending.signed_at.unix_millis(),
    }
}

fn seal(facts: &SealFacts, company: BlockLine) -> Vec<BlockLine> {
    let certificate = facts.certificate.as_deref();
    let certificate = certificate.map(|name| line("document-block-seal-certificate", name));
    [company].into_iter().chain(certificate).collect()
}

fn customer(facts: &SignatureFacts) -> Vec<BlockLine> {
    let name = facts.name.as_deref();
    let name = name.map(|name| line("document-block-confirmed-by", name));
    name.into_iter()
        .chain([line("document-block-phone", &facts.masked)])
        .collect()
}
