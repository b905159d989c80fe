//! Who countersigns for the company, and when it is the turn of its seal: after every customer and after every member who
//! is listed, as what is sealed last closes what people have signed (docs/decisions/0022).

use super::Status;
use crate::id::MemberId;

/// Who signs at a place of the company's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Countersigner {
    /// A member of its staff, by an act of the member's own.
    Member(MemberId),
    /// The company's electronic seal by itself, as the contract's type says: no natural person signs.
    Seal,
}

impl Countersigner {
    /// The member, if one signs there.
    pub const fn member(self) -> Option<MemberId> {
        match self {
            Self::Member(member) => Some(member),
            Self::Seal => None,
        }
    }
}

/// A place of the company's, and whether it is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Who signs there.
    pub by: Countersigner,
    /// Whether that has happened.
    pub is_signed: bool,
}

/// Whether it is the turn of the company's seal: every customer who has to has confirmed, every member has signed, and
/// the seal has not.
pub fn is_turn_of_seal(status: Status, places: &[Place]) -> bool {
    let mut of_members = places
        .iter()
        .filter(|place| place.by != Countersigner::Seal);
    let awaits_seal = places
        .iter()
        .any(|place| place.by == Countersigner::Seal && !place.is_signed);
    awaits_seal && of_members.all(|place| place.is_signed) && status.countersigned(true).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(by: Countersigner, is_signed: bool) -> Place {
        Place { by, is_signed }
    }

    fn member(number: i64, is_signed: bool) -> Place {
        place(Countersigner::Member(MemberId::new(number)), is_signed)
    }

    #[test]
    fn the_seal_comes_after_every_customer_and_every_member_and_once() {
        let seal = place(Countersigner::Seal, false);
        let places = |first, second| [member(1, first), member(2, second), seal];
        assert!(is_turn_of_seal(Status::CustomerSigned, &[seal]));
        assert!(!is_turn_of_seal(Status::CustomerPartiallySigned, &[seal]));
        let partly = Status::ServiceProviderPartiallySigned;
        assert!(!is_turn_of_seal(
            Status::CustomerSigned,
            &places(false, false)
        ));
        assert!(!is_turn_of_seal(partly, &places(true, false)));
        assert!(is_turn_of_seal(partly, &places(true, true)));
        let sealed = place(Countersigner::Seal, true);
        assert!(!is_turn_of_seal(partly, &[member(1, true), sealed]));
        assert!(!is_turn_of_seal(Status::CustomerSigned, &[]));
        assert!(!is_turn_of_seal(partly, &[member(1, true)]));
    }

    proptest! {
        #[test]
        fn the_seal_never_signs_for_a_member_nor_in_a_state_in_which_no_member_could(
            number in 0i64..9, signed in prop::collection::vec(any::<bool>(), 0..4), seal: Option<bool>,
        ) {
            let status = Status::from_row(number, Some("Voided")).unwrap_or(Status::Draft);
            let numbered = (1..).zip(&signed).map(|(number, is_signed)| member(number, *is_signed));
            let own = seal.map(|is_signed| place(Countersigner::Seal, is_signed));
            let places: Vec<Place> = numbered.chain(own).collect();
            if is_turn_of_seal(status, &places) {
                prop_assert!(signed.iter().all(|is_signed| *is_signed));
                prop_assert_eq!(seal, Some(false));
                let walk = status.countersigned(true).and_then(|signed| signed.sealed(true));
                prop_assert_eq!(walk, Ok(Status::Completed));
            }
        }
    }
}
