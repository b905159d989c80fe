//! What an outside timestamp over a head proves: that the head, and so every entry below it, existed by
//! then. Judged from the token's bytes and given roots alone, in a bundle as in a data folder.

use mithaq_domain::{
    evidence::{
        chain::{CLOCKS_APART, Head},
        merkle::Hash,
        renewal::{Covered, Renewal, token_leaf},
    },
    id::TenantId,
    time::Instant,
};
use mithaq_pades::{TimestampReport, verify_timestamp};
use mithaq_store::{
    Inspection, StoreError,
    evidence::{
        judge::{ChainVerdict, Kept, judge_chain, list_renewals},
        renewal::{RenewalRow, Renewed},
    },
};

use super::renew::instant;

/// What was found of a timestamp over a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadTime {
    /// How many entries the head counts.
    pub size: i64,
    /// Of the token: its authority, whether that is trusted, what is wrong with it.
    pub token: TimestampReport,
    /// Whether it states a time before that of an entry below the head, further than clocks lie apart.
    pub is_before_entries: bool,
    /// Whether the renewal that should cover it is of other timestamps, or altered.
    pub is_renewal_of_other: bool,
    /// When a trusted authority stamped it again, so that its own had not yet ended: by then it is judged.
    pub renewed_at: Option<Instant>,
}

impl HeadTime {
    /// Judges a token (RFC 3161, DER). `newest` is the latest time that an entry below the head states;
    /// `renewals` are those that may cover it, and `renewed` says which one does.
    pub fn judge(
        (head, newest): (&Head, Instant),
        (token, renewed): (&[u8], Option<&Renewed>),
        renewals: &Renewals<'_>,
    ) -> Self {
        let leaf = token_leaf(head.tenant, Covered::Head(head.size), token);
        let until = renewals.until(&leaf, renewed);
        let at = until.unwrap_or(renewals.now_unix_seconds);
        let token = verify_timestamp(token, &head.imprint(), renewals.roots, at);
        // The token's time has whole seconds.
        let latest = newest.minus(CLOCKS_APART).unix_seconds();
        Self {
            size: head.size,
            is_before_entries: token.at_unix_seconds.is_some_and(|at| at < latest),
            is_renewal_of_other: until.is_none(),
            renewed_at: until
                .filter(|at| *at < renewals.now_unix_seconds)
                .map(instant),
            token,
        }
    }

    /// Whether nothing is wrong with it, whoever its authority is.
    pub fn is_sound(&self) -> bool {
        self.token.problems.is_empty() && !self.is_before_entries && !self.is_renewal_of_other
    }

    /// The time by which the head existed, as an authority says who ends in a given root and whose
    /// certificate has not ended.
    pub fn proven_at(&self) -> Option<Instant> {
        let is_good = self.is_sound() && self.token.is_trusted && !self.token.is_lapsed;
        self.token.at_unix_seconds.filter(|_| is_good).map(instant)
    }

    /// Stable words for what is wrong with it, and the ends of the keys of their sentences.
    pub fn problems(&self) -> Vec<&'static str> {
        let codes = self.token.problems.iter().map(|problem| problem.code());
        let before = self.is_before_entries.then_some("token-before-entries");
        let other = self.is_renewal_of_other.then_some("token-renewal-of-other");
        codes.chain(before).chain(other).collect()
    }
}

/// The renewals of timestamps, judged: each by the time of the one that renews it in its turn.
#[derive(Debug)]
pub struct Renewals<'a> {
    roots: &'a [Vec<u8>],
    now_unix_seconds: i64,
    /// By number: what it renews, and the time that it proves; the last one first.
    judged: Vec<(Renewal, Option<TimestampReport>)>,
}

impl<'a> Renewals<'a> {
    /// No renewals. `roots` are trusted certificates, DER.
    pub const fn none(roots: &'a [Vec<u8>], now_unix_seconds: i64) -> Self {
        Self {
            roots,
            now_unix_seconds,
            judged: Vec::new(),
        }
    }

    /// Judges renewals, in whatever order.
    pub fn judge(mut rows: Vec<RenewalRow>, roots: &'a [Vec<u8>], now_unix_seconds: i64) -> Self {
        let mut renewals = Self::none(roots, now_unix_seconds);
        // From the newest back: a renewal is renewed by later ones alone.
        rows.sort_by_key(|row| std::cmp::Reverse(row.renewal.number));
        for row in rows {
            let covered = Covered::Renewal(row.renewal.number);
            let leaf = token_leaf(row.renewal.tenant, covered, &row.token);
            let until = renewals.until(&leaf, row.renewed.as_ref());
            let report = until
                .map(|until| verify_timestamp(&row.token, &row.renewal.imprint(), roots, until));
            renewals.judged.push((row.renewal, report));
        }
        renewals
    }

    /// By which time a token of this leaf is to be judged, Unix seconds: now, where nothing that holds covers it. None
    /// where the renewal that should cover it does not, or is altered.
    fn until(&self, leaf: &Hash, renewed: Option<&Renewed>) -> Option<i64> {
        let Some(renewed) = renewed else {
            return Some(self.now_unix_seconds);
        };
        let mut judged = self.judged.iter();
        let (renewal, report) = judged.find(|(renewal, _)| renewal.number == renewed.by)?;
        let report = report
            .as_ref()
            .filter(|report| report.problems.is_empty())?;
        if !renewal.covers(leaf, &renewed.proof) {
            return None;
        }
        let proves = report.is_trusted && !report.is_lapsed;
        let at = report.at_unix_seconds.filter(|_| proves);
        Some(
            at.unwrap_or(self.now_unix_seconds)
                .min(self.now_unix_seconds),
        )
    }

    /// Whether none of them is altered.
    pub fn are_sound(&self) -> bool {
        let mut reports = self.judged.iter().map(|(_, report)| report);
        reports.all(|report| {
            report
                .as_ref()
                .is_some_and(|report| report.problems.is_empty())
        })
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
            && !self.times.iter().any(|time| time.is_renewal_of_other)
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
    let rows = list_renewals(inspection, tenant)?;
    let renewals = Renewals::judge(rows, roots, now_unix_seconds);
    let chain = judge_chain(inspection, tenant, kept, &mut |met| {
        let head = (&met.stamped.head, met.newest);
        let token = (&met.stamped.token[..], met.stamped.renewed.as_ref());
        times.push(HeadTime::judge(head, token, &renewals));
    })?;
    Ok(JournalVerdict { chain, times })
}
