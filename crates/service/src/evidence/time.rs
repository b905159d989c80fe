//! What an outside timestamp over a head proves: that the head, and so every entry below it, existed by
//! then. Judged from the token's bytes and given roots alone, in a bundle as in a data folder.

use mithaq_domain::{
    evidence::chain::{CLOCKS_APART, Head},
    id::TenantId,
    time::{Instant, Span},
};
use mithaq_pades::{TimestampReport, verify_timestamp};
use mithaq_store::{
    Inspection, StoreError,
    evidence::judge::{ChainVerdict, Kept, judge_chain},
};

/// What was found of a timestamp over a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadTime {
    /// How many entries the head counts.
    pub size: i64,
    /// Of the token: its authority, whether that is trusted, what is wrong with it.
    pub token: TimestampReport,
    /// Whether it states a time before that of an entry below the head, further than clocks lie apart.
    pub is_before_entries: bool,
}

impl HeadTime {
    /// Judges a token (RFC 3161, DER). `newest` is the latest time that an entry below the head states;
    /// `roots` are trusted certificates, DER.
    pub fn judge(
        (head, newest): (&Head, Instant),
        token: &[u8],
        roots: &[Vec<u8>],
        now_unix_seconds: i64,
    ) -> Self {
        let token = verify_timestamp(token, &head.imprint(), roots, now_unix_seconds);
        // The token's time has whole seconds.
        let latest = newest.minus(CLOCKS_APART).unix_seconds();
        Self {
            size: head.size,
            is_before_entries: token.at_unix_seconds.is_some_and(|at| at < latest),
            token,
        }
    }

    /// Whether nothing is wrong with it, whoever its authority is.
    pub fn is_sound(&self) -> bool {
        self.token.problems.is_empty() && !self.is_before_entries
    }

    /// The time by which the head existed, as an authority says who ends in a given root and whose
    /// certificate has not ended.
    pub fn proven_at(&self) -> Option<Instant> {
        let is_good = self.is_sound() && self.token.is_trusted && !self.token.is_lapsed;
        let at = self.token.at_unix_seconds.filter(|_| is_good)?;
        Some(Instant::from_unix_millis(0).plus(Span::seconds(at)))
    }

    /// Stable words for what is wrong with it, and the ends of the keys of their sentences.
    pub fn problems(&self) -> Vec<&'static str> {
        let codes = self.token.problems.iter().map(|problem| problem.code());
        let before = self.is_before_entries.then_some("token-before-entries");
        codes.chain(before).collect()
    }
}

/// What was found of a company's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalVerdict {
    /// Of the chain.
    pub chain: ChainVerdict,
    /// Of each outside timestamp over one of its heads, in the order of the chain, as far as it is whole.
    pub times: Vec<HeadTime>,
}

impl JournalVerdict {
    /// Whether chain and timestamps are as they were written.
    pub fn is_whole(&self) -> bool {
        self.chain.broken.is_none() && self.times.iter().all(HeadTime::is_sound)
    }

    /// Whether nothing was changed, but a timestamp shows that an entry states a time that is not true: the
    /// server's clock was wrong, say.
    pub fn is_untrue(&self) -> bool {
        let mut tokens = self.times.iter().map(|time| &time.token);
        self.chain.broken.is_none()
            && !self.is_whole()
            && tokens.all(|token| token.problems.is_empty())
    }

    /// The last of the timestamps that prove a time.
    pub fn newest_proven(&self) -> Option<(&HeadTime, Instant)> {
        let mut times = self.times.iter().rev();
        times.find_map(|time| Some((time, time.proven_at()?)))
    }
}

/// Judges a company's journal from the data folder alone: the chain, whether heads that were `kept` outside
/// are met, and every outside timestamp.
///
/// # Errors
/// What the database said.
pub fn judge_journal(
    inspection: &Inspection,
    tenant: TenantId,
    kept: &[Kept],
    (roots, now_unix_seconds): (&[Vec<u8>], i64),
) -> Result<JournalVerdict, StoreError> {
    let mut times = Vec::new();
    let chain = judge_chain(inspection, tenant, kept, &mut |met| {
        let head = (&met.stamped.head, met.newest);
        let token = &met.stamped.token;
        times.push(HeadTime::judge(head, token, roots, now_unix_seconds));
    })?;
    Ok(JournalVerdict { chain, times })
}
