//! A contract's life: which state follows which act, and no other. Guarded again by the store,
//! so that of two clicks one wins.

pub mod countersigner;
pub mod quorum;
mod short_code;
mod signature_level;

use serde::{Deserialize, Serialize};

pub use short_code::{parse_short_code, short_code};
pub use signature_level::SignatureLevel;

use crate::form::{Approval, Completeness};

/// Where a contract stands (`wire.md` 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Required values are missing.
    Draft,
    /// Complete, waiting for the company's approval.
    PendingApproval,
    /// May be signed.
    Approved,
    /// Ended without effect.
    Rejected(Ending),
    /// Every customer confirmed.
    CustomerSigned,
    /// The company countersigned.
    ServiceProviderSigned,
    /// Some customers confirmed, others have not yet.
    CustomerPartiallySigned,
    /// Some countersigners signed, others have not yet.
    ServiceProviderPartiallySigned,
    /// All have signed and the file is sealed.
    Completed,
}

/// How a contract ended without effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ending {
    /// The company refused it.
    Rejected,
    /// The customer declined.
    Declined,
    /// The customer said that something in it is wrong.
    Reported,
    /// The company withdrew it.
    Voided,
    /// Its time ran out.
    Expired,
}

impl Ending {
    /// Its name in `statusReason`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rejected => "Rejected",
            Self::Declined => "Declined",
            Self::Reported => "Reported",
            Self::Voided => "Voided",
            Self::Expired => "Expired",
        }
    }

    const ALL: [Self; 5] = [
        Self::Rejected,
        Self::Declined,
        Self::Reported,
        Self::Voided,
        Self::Expired,
    ];
}

/// The act is not allowed in this state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongStatus(
    /// The state that it is in.
    pub Status,
);

impl Status {
    /// The number on the wire and in rows.
    pub const fn number(self) -> i64 {
        match self {
            Self::Draft => 0,
            Self::PendingApproval => 1,
            Self::Approved => 2,
            Self::Rejected(_) => 3,
            Self::CustomerSigned => 4,
            Self::ServiceProviderSigned => 5,
            Self::CustomerPartiallySigned => 6,
            Self::ServiceProviderPartiallySigned => 7,
            Self::Completed => 8,
        }
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::PendingApproval => "Pending Approval",
            Self::Approved => "Approved",
            Self::Rejected(_) => "Rejected",
            Self::CustomerSigned => "Customer Signed",
            Self::ServiceProviderSigned => "Service Provider Signed",
            Self::CustomerPartiallySigned => "Customer Partially Signed",
            Self::ServiceProviderPartiallySigned => "Service Provider Partially Signed",
            Self::Completed => "Completed",
        }
    }

    /// Why it ended, if it did.
    pub const fn ending(self) -> Option<Ending> {
        match self {
            Self::Rejected(ending) => Some(ending),
            _ => None,
        }
    }

    /// Reads a stored number and ending.
    pub fn from_row(number: i64, ending: Option<&str>) -> Option<Self> {
        let known = [
            Self::Draft,
            Self::PendingApproval,
            Self::Approved,
            Self::CustomerSigned,
            Self::ServiceProviderSigned,
            Self::CustomerPartiallySigned,
            Self::ServiceProviderPartiallySigned,
            Self::Completed,
        ];
        if number == 3 {
            let ending = Ending::ALL
                .into_iter()
                .find(|known| Some(known.name()) == ending);
            return ending.map(Self::Rejected);
        }
        known.into_iter().find(|status| status.number() == number)
    }

    /// The first state of a contract that an administrator pre-filled: what may be approved by
    /// whoever filled it counts as approved (`wire.md` 6). What only the company can fill in is
    /// filled in by whoever approves.
    pub const fn pre_filled(completeness: Completeness, approval: Approval) -> Self {
        match (completeness, approval) {
            (Completeness::Complete, _) => Self::Approved,
            (Completeness::LacksCompany, Approval::Member) => Self::PendingApproval,
            _ => Self::Draft,
        }
    }

    /// The person gave values; it moves on once none of the person's is missing.
    pub fn filled_by_person(
        self,
        completeness: Completeness,
        approval: Approval,
    ) -> Result<Self, WrongStatus> {
        match (self, completeness, approval) {
            (Self::Draft, Completeness::LacksPerson, _) => Ok(Self::Draft),
            (Self::Draft, _, Approval::Member) => Ok(Self::PendingApproval),
            (Self::Draft, Completeness::Complete, Approval::Automatic) => Ok(Self::Approved),
            (Self::Draft, Completeness::LacksCompany, Approval::Automatic) => Ok(Self::Draft),
            _ => Err(WrongStatus(self)),
        }
    }

    /// What a member filled in who may not decide on contracts waits for one who may.
    pub const fn filled_by_member(self, approval: Approval, may_decide: bool) -> Self {
        match (self, approval, may_decide) {
            (Self::Approved, Approval::Member, false) => Self::PendingApproval,
            _ => self,
        }
    }

    /// The proved identity of who is about to sign is not what the contract says: the company looks.
    pub const fn held(self) -> Result<Self, WrongStatus> {
        match self {
            Self::Approved | Self::CustomerPartiallySigned => Ok(Self::PendingApproval),
            _ => Err(WrongStatus(self)),
        }
    }

    /// The company approved it; `signed` when a customer has confirmed, before it was held.
    pub const fn approved(self, signed: bool) -> Result<Self, WrongStatus> {
        match (self, signed) {
            (Self::PendingApproval, false) => Ok(Self::Approved),
            (Self::PendingApproval, true) => Ok(Self::CustomerPartiallySigned),
            _ => Err(WrongStatus(self)),
        }
    }

    /// A customer confirmed; `all` when no other customer has to.
    pub fn confirmed(self, all: bool) -> Result<Self, WrongStatus> {
        match self {
            Self::Approved | Self::CustomerPartiallySigned if all => Ok(Self::CustomerSigned),
            Self::Approved | Self::CustomerPartiallySigned => Ok(Self::CustomerPartiallySigned),
            _ => Err(WrongStatus(self)),
        }
    }

    /// A member or the company's own seal countersigned for the company, which signs after every
    /// customer; `all` when nobody else of it is left.
    pub fn countersigned(self, all: bool) -> Result<Self, WrongStatus> {
        match self {
            Self::CustomerSigned | Self::ServiceProviderPartiallySigned if all => {
                Ok(Self::ServiceProviderSigned)
            }
            Self::CustomerSigned | Self::ServiceProviderPartiallySigned => {
                Ok(Self::ServiceProviderPartiallySigned)
            }
            _ => Err(WrongStatus(self)),
        }
    }

    /// Signatures came into the sealed file; `whole` when that of everybody who signs is in it.
    pub fn sealed(self, whole: bool) -> Result<Self, WrongStatus> {
        match self {
            Self::CustomerSigned | Self::ServiceProviderSigned if whole => Ok(Self::Completed),
            signed if signed.has_signatures() => Ok(signed),
            _ => Err(WrongStatus(self)),
        }
    }

    /// Whether somebody has signed, and the contract is neither ended nor completed.
    pub const fn has_signatures(self) -> bool {
        matches!(
            self,
            Self::CustomerPartiallySigned
                | Self::CustomerSigned
                | Self::ServiceProviderPartiallySigned
                | Self::ServiceProviderSigned
        )
    }

    /// It ends without effect. A contract that every customer confirmed can no longer be
    /// declined or reported.
    pub fn ended(self, ending: Ending) -> Result<Self, WrongStatus> {
        let open = match ending {
            Ending::Declined | Ending::Reported | Ending::Expired => matches!(
                self,
                Self::Draft
                    | Self::PendingApproval
                    | Self::Approved
                    | Self::CustomerPartiallySigned
            ),
            Ending::Rejected => matches!(self, Self::PendingApproval),
            Ending::Voided => !matches!(self, Self::Rejected(_) | Self::Completed),
        };
        if open {
            Ok(Self::Rejected(ending))
        } else {
            Err(WrongStatus(self))
        }
    }

    /// Where it stands for a reader when its session's time is over: what nobody has confirmed
    /// whole has expired.
    pub fn as_of(self, session_expired: bool) -> Self {
        if session_expired {
            self.ended(Ending::Expired).unwrap_or(self)
        } else {
            self
        }
    }

    /// Whether its values may still change.
    pub const fn is_open_for_values(self) -> bool {
        matches!(self, Self::Draft)
    }

    /// Whether a document may be shown for review.
    pub const fn is_complete(self) -> bool {
        !matches!(self, Self::Draft | Self::Rejected(_))
    }
}

/// The number that people call a contract by: `REQ-2026-00001`.
pub fn request_number(year: &str, sequence: i64) -> String {
    format!("REQ-{year}-{sequence:05}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_short_walk_of_a_pre_filled_contract_is_approved_signed_completed() {
        let walk = Status::pre_filled(Completeness::Complete, Approval::Member)
            .confirmed(true)
            .and_then(|signed| signed.sealed(true));
        assert_eq!(walk, Ok(Status::Completed));
    }

    #[test]
    fn the_company_countersigns_after_the_customers_and_the_last_seal_completes() {
        let customers = Status::Approved
            .confirmed(false)
            .and_then(|partly| partly.confirmed(true));
        assert_eq!(
            customers.and_then(|signed| signed.sealed(false)),
            Ok(Status::CustomerSigned)
        );
        let partly = Status::CustomerSigned.countersigned(false);
        assert_eq!(partly, Ok(Status::ServiceProviderPartiallySigned));
        let signed = partly.and_then(|partly| partly.countersigned(true));
        assert_eq!(signed, Ok(Status::ServiceProviderSigned));
        assert_eq!(
            signed.and_then(|signed| signed.sealed(true)),
            Ok(Status::Completed)
        );
        for early in [Status::Approved, Status::CustomerPartiallySigned] {
            assert_eq!(early.countersigned(true), Err(WrongStatus(early)));
        }
    }

    #[test]
    fn values_given_by_the_person_need_approval_where_the_type_asks_for_it() {
        assert_eq!(
            Status::Draft.filled_by_person(Completeness::Complete, Approval::Member),
            Ok(Status::PendingApproval)
        );
        assert!(Status::PendingApproval.confirmed(true).is_err());
    }

    #[test]
    fn a_request_number_names_the_year_and_has_five_digits() {
        assert_eq!(request_number("2026", 1), "REQ-2026-00001");
    }

    fn any_status() -> impl Strategy<Value = Status> {
        (0i64..9, 0usize..5).prop_map(|(number, ending)| {
            Status::from_row(number, Some(Ending::ALL[ending].name())).unwrap_or(Status::Draft)
        })
    }

    proptest! {
        #[test]
        fn no_path_confirms_or_seals_twice_and_what_ended_stays_ended(status in any_status(), all: bool, ending in 0usize..5) {
            if let Ok(signed) = status.confirmed(true) {
                prop_assert!(signed.confirmed(all).is_err());
                prop_assert!(signed.countersigned(all).is_ok());
                if let Ok(done) = signed.sealed(true) {
                    prop_assert!(done.countersigned(all).is_err());
                    prop_assert!(done.sealed(all).is_err() && done.confirmed(all).is_err());
                    prop_assert!(done.ended(Ending::ALL[ending]).is_err());
                }
                prop_assert!(signed.ended(Ending::Declined).is_err());
            }
            if let Status::Rejected(_) = status {
                prop_assert!(status.confirmed(all).is_err() && status.sealed(all).is_err());
                prop_assert!(status.countersigned(all).is_err());
                prop_assert!(status.ended(Ending::ALL[ending]).is_err());
                prop_assert!(status.filled_by_person(Completeness::Complete, Approval::Automatic).is_err());
            }
            prop_assert_eq!(Status::from_row(status.number(), status.ending().map(Ending::name)), Some(status));
        }
    }
}
