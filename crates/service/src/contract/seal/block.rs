//! What the visible signature block says: who confirmed, by which phone or mailbox, when.

use mithaq_domain::{place, time::Instant};
use mithaq_typeset::{BlockLine, SignatureBlock};

use super::Work;
use crate::{
    Failure,
    app::TenantContext,
    contract::{
        freeze::StoredFrame,
        material::{bilingual, sentence},
    },
    session::{SignatureFacts, open_sealed},
};

pub(super) fn block(
    context: &TenantContext,
    work: &Work,
    frame: &StoredFrame,
    now: Instant,
) -> Result<SignatureBlock, Failure> {
    let facts: SignatureFacts = open_sealed(
        &work.key,
        "contract_signer.sealed",
        &work.contract.id.to_string(),
        work.signer
            .sealed
            .as_deref()
            .ok_or(Failure::Inconsistent("a confirmation without facts"))?,
    )?;
    let zone = &context.tenant.settings.time_zone;
    let at = place::local_time(work.signer.signed_at.unwrap_or(now), zone);
    let line = |key: &str, value: &str| BlockLine {
        label: bilingual(&sentence(key)),
        value: mithaq_typeset::Bilingual::same(value),
    };
    let mut lines = Vec::new();
    lines.extend(
        facts
            .name
            .as_deref()
            .map(|name| line("document-block-confirmed-by", name)),
    );
    lines.push(line("document-block-phone", &facts.masked));
    lines.push(line("document-block-time", &at));
    lines.push(line(
        "document-block-reference",
        &work.contract.request_number,
    ));
    let [left, bottom, right, top] = frame.rect;
    Ok(SignatureBlock {
        width: right - left,
        height: top - bottom,
        typed_name: facts.typed_name,
        drawn: facts
            .drawn
            .map(|drawn| drawn.strokes().to_vec())
            .unwrap_or_default(),
        lines,
        level: bilingual(&sentence("document-block-level")),
        created_at_unix_ms: now.unix_millis(),
    })
}
