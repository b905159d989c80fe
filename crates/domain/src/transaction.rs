//! A transaction: the pictures that a person hands in to prove who they are, and what became of
//! them (`wire.md` 4). The front and the back of the card come in either order, the faces last;
//! then somebody decides, and nobody decides twice.
//!
//! Other documents, and two faces that are compared, make a transaction each: one call, which
//! waits at once (`wire.md` 5).
//!
//! Map: [`picture`] what counts as a picture · [`fault`] why one is refused · [`provider`] who
//! decides · [`card`] what is read off a card · [`document`] off another document · [`passport`] its
//! machine-readable zone · [`chip`] its chip · [`screening`] lists of names. Not here: pixels, keys,
//! files.

mod capture;
pub mod card;
pub mod chip;
pub mod document;
pub mod fault;
pub mod passport;
pub mod picture;
pub mod provider;
pub mod screening;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{person::Stage, time::Span};
pub use capture::Capture;

/// Transactions that one person may begin within [`BEGIN_PAUSE`]: what they hold is kept, so that
/// there must be an end to it.
pub const MOST_BEGUN: i64 = 20;
/// The time in which begun transactions are counted.
pub const BEGIN_PAUSE: Span = Span::hours(24);

/// How long a transaction of nobody waits to become somebody's.
pub const UNCLAIMED_LIFE: Span = Span::days(7);

/// How long a proof of presence lets its person sign where it was given, from the decision on: the
/// staff of a company that decides itself looks in office hours, and the person comes back after.
pub const PRESENCE_LIFE: Span = Span::hours(24);

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Card and face prove who somebody is.
    Identity,
    /// Faces alone prove that a known person is there again (`wire.md` 6, `StepReValidateLiveness`).
    Presence,
    /// One picture of another document; it proves nobody's identity.
    Document,
    /// Whether two faces are one person's.
    Comparison,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [
        Self::Identity,
        Self::Presence,
        Self::Document,
        Self::Comparison,
    ];

    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Presence => "presence",
            Self::Document => "document",
            Self::Comparison => "comparison",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|purpose| purpose.name() == name)
    }
}

/// Where a transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Pictures are missing.
    Collecting,
    /// Every picture is in; somebody must decide.
    Waiting,
    /// The identity is proved.
    Approved,
    /// It is not.
    Refused,
    /// The identity was withdrawn: nothing follows from this transaction any more.
    Withdrawn,
}

/// Why pictures are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptureRefusal {
    /// The transaction takes no pictures, or none of this kind.
    Closed,
    /// The faces come last.
    CardFirst,
}

/// There is nothing to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotWaiting;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The identity is proved.
    Approved,
    /// It is not.
    Refused,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Collecting,
        Self::Waiting,
        Self::Approved,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// Its name in rows and answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Collecting => "collecting",
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// What follows when `new` pictures join those that it `has`. A side of the card may be taken
    /// again while pictures are missing, and a face be compared with it; the faces end the
    /// collecting. What waits takes nothing more: nobody decides on a picture that was not looked at.
    pub fn captured(
        self,
        purpose: Purpose,
        has: &BTreeSet<Capture>,
        new: &[Capture],
    ) -> Result<Self, CaptureRefusal> {
        let faces = new.iter().any(|capture| !capture.is_card());
        let cards = new.iter().any(|capture| capture.is_card());
        let fits = |capture: &Capture| match purpose {
            Purpose::Presence => capture.purpose() == Purpose::Identity,
            purpose => capture.purpose() == purpose,
        };
        match (self, purpose) {
            _ if !new.iter().all(fits) => Err(CaptureRefusal::Closed),
            (Self::Collecting, Purpose::Document | Purpose::Comparison) => Ok(Self::Waiting),
            (Self::Collecting, Purpose::Identity) if new == [Capture::FaceMatch] => has
                .contains(&Capture::IdFront)
                .then_some(Self::Collecting)
                .ok_or(CaptureRefusal::CardFirst),
            (Self::Collecting, Purpose::Presence) if cards => Err(CaptureRefusal::Closed),
            (Self::Collecting, Purpose::Presence) => Ok(Self::Waiting),
            (Self::Collecting, Purpose::Identity) if !faces => Ok(Self::Collecting),
            (Self::Collecting, Purpose::Identity) => {
                let card = [Capture::IdFront, Capture::IdBack];
                let is_whole = card.iter().all(|side| has.contains(side));
                is_whole
                    .then_some(Self::Waiting)
                    .ok_or(CaptureRefusal::CardFirst)
            }
            (Self::Waiting | Self::Approved | Self::Refused | Self::Withdrawn, _) => {
                Err(CaptureRefusal::Closed)
            }
        }
    }

    /// What follows from a decision, which only a waiting transaction takes.
    pub const fn decided(self, verdict: Verdict) -> Result<Self, NotWaiting> {
        match (self, verdict) {
            (Self::Waiting, Verdict::Approved) => Ok(Self::Approved),
            (Self::Waiting, Verdict::Refused) => Ok(Self::Refused),
            (Self::Collecting | Self::Approved | Self::Refused | Self::Withdrawn, _) => {
                Err(NotWaiting)
            }
        }
    }

    /// What becomes of it when the person's identity is withdrawn. A refused one stays refused.
    pub const fn withdrawn(self) -> Self {
        match self {
            Self::Refused => Self::Refused,
            Self::Collecting | Self::Waiting | Self::Approved | Self::Withdrawn => Self::Withdrawn,
        }
    }
}

/// The stage of a person whose card and face were found right. No authority is asked yet, and
/// where none is, what is validated is verified (`wire.md` 4).
pub const STAGE_WHEN_APPROVED: Stage = Stage::Verified;

#[cfg(test)]
mod tests {
    use super::*;

    const FACES: [Capture; 3] = [Capture::Face01, Capture::Face02, Capture::Face03];

    fn has(captures: &[Capture]) -> BTreeSet<Capture> {
        captures.iter().copied().collect()
    }

    #[test]
    fn the_sides_come_in_either_order_and_again_and_the_faces_last() {
        let (front, back) = (Capture::IdFront, Capture::IdBack);
        let captured = |has: &[Capture], new: &[Capture]| {
            State::Collecting.captured(Purpose::Identity, &self::has(has), new)
        };
        for (before, new) in [
            (&[][..], front),
            (&[], back),
            (&[back], front),
            (&[front], front),
        ] {
            assert_eq!(captured(before, &[new]), Ok(State::Collecting));
        }
        for missing in [&[][..], &[front], &[back]] {
            assert_eq!(captured(missing, &FACES), Err(CaptureRefusal::CardFirst));
        }
        assert_eq!(captured(&[front, back], &FACES), Ok(State::Waiting));
    }

    #[test]
    fn presence_takes_faces_alone() {
        let captured =
            |new: &[Capture]| State::Collecting.captured(Purpose::Presence, &has(&[]), new);
        assert_eq!(captured(&FACES), Ok(State::Waiting));
        assert_eq!(captured(&[Capture::IdFront]), Err(CaptureRefusal::Closed));
    }

    #[test]
    fn another_document_and_two_faces_wait_at_once_and_never_prove_an_identity() {
        let captured =
            |purpose, new: &[Capture]| State::Collecting.captured(purpose, &has(&[]), new);
        let compared = [Capture::Compared01, Capture::Compared02];
        assert_eq!(captured(Purpose::Comparison, &compared), Ok(State::Waiting));
        for capture in Capture::ALL {
            let alone = captured(Purpose::Document, &[capture]);
            let is_document = capture.purpose() == Purpose::Document;
            assert_eq!(alone.is_ok(), is_document, "{capture:?}");
            let as_identity = captured(Purpose::Identity, &[capture]);
            assert!(!is_document || as_identity == Err(CaptureRefusal::Closed));
        }
    }

    #[test]
    fn a_face_is_compared_with_a_front_that_is_there_and_completes_nothing() {
        let captured = |before: &[Capture]| {
            let new = [Capture::FaceMatch];
            State::Collecting.captured(Purpose::Identity, &has(before), &new)
        };
        assert_eq!(captured(&[]), Err(CaptureRefusal::CardFirst));
        assert_eq!(captured(&[Capture::IdBack]), Err(CaptureRefusal::CardFirst));
        let whole = [Capture::IdFront, Capture::IdBack];
        assert_eq!(captured(&whole), Ok(State::Collecting));
    }

    #[test]
    fn only_a_waiting_transaction_is_decided_and_only_a_collecting_one_takes_pictures() {
        let whole = has(&[Capture::IdFront, Capture::IdBack]);
        for state in State::ALL {
            for verdict in [Verdict::Approved, Verdict::Refused] {
                assert_eq!(state.decided(verdict).is_ok(), state == State::Waiting);
            }
            for purpose in [Purpose::Identity, Purpose::Presence] {
                let taken = state.captured(purpose, &whole, &FACES).is_ok();
                assert_eq!(taken, state == State::Collecting, "{state:?}");
            }
            assert_ne!(state.withdrawn(), State::Approved);
            assert_eq!(State::parse(state.name()), Some(state));
        }
    }
}
