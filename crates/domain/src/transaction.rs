//! A transaction: the pictures that a person hands in to prove who they are, and what became of
//! them (`wire.md` 4). The front and the back of the card come in either order, the faces last;
//! then somebody decides, and nobody decides twice.
//!
//! Map: [`picture`] what counts as a picture · [`fault`] why one is refused · [`provider`] who
//! decides · [`card`] what is read off a card. Not here: pixels, keys, files.

pub mod card;
pub mod fault;
pub mod picture;
pub mod provider;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{person::Stage, time::Span};

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

/// One picture of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capture {
    /// The card's front.
    IdFront,
    /// The card's back.
    IdBack,
    /// A further picture of the face, which some apps send beside the three.
    Liveness,
    /// The first of three pictures of the face.
    Face01,
    /// The second.
    Face02,
    /// The third.
    Face03,
}

impl Capture {
    /// Every picture.
    pub const ALL: [Self; 6] = [
        Self::IdFront,
        Self::IdBack,
        Self::Liveness,
        Self::Face01,
        Self::Face02,
        Self::Face03,
    ];

    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdFront => "id-front",
            Self::IdBack => "id-back",
            Self::Liveness => "liveness",
            Self::Face01 => "liveness-face-01",
            Self::Face02 => "liveness-face-02",
            Self::Face03 => "liveness-face-03",
        }
    }

    /// Reads a name: one of six words, so that it never leads anywhere else.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|capture| capture.name() == name)
    }

    /// Whether it shows a side of the card.
    pub const fn is_card(self) -> bool {
        matches!(self, Self::IdFront | Self::IdBack)
    }
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Card and face prove who somebody is.
    Identity,
    /// Faces alone prove that a known person is there again (`wire.md` 6, `StepReValidateLiveness`).
    Presence,
}

impl Purpose {
    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Presence => "presence",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = [Self::Identity, Self::Presence].into_iter();
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
    /// again while pictures are missing; the faces end the collecting.
    pub fn captured(
        self,
        purpose: Purpose,
        has: &BTreeSet<Capture>,
        new: &[Capture],
    ) -> Result<Self, CaptureRefusal> {
        let faces = new.iter().any(|capture| !capture.is_card());
        let cards = new.iter().any(|capture| capture.is_card());
        match (self, purpose) {
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

    #[test]
    fn names_of_pictures_read_back_and_no_path_is_one() {
        for capture in Capture::ALL {
            assert_eq!(Capture::parse(capture.name()), Some(capture));
        }
        for path in [
            "",
            "..",
            "../id-front",
            "id-front/..",
            "/etc/passwd",
            "ID-FRONT\0",
        ] {
            assert_eq!(Capture::parse(path), None, "{path}");
        }
    }
}
