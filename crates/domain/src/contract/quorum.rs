//! How many customers must sign a contract that several are named in: all of them, or a least
//! number (`wire.md` 6, `minimumRequiredSignatories`). The first one, in whose name it is made, is
//! always among them; whoever has not signed when the number is reached is not bound and signs no more.

/// A customer, as far as the number of signatures depends on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// Has signed.
    Given,
    /// May still sign.
    Open,
    /// Will not: declined, or was taken back.
    Never,
}

/// Whether enough customers, in their order, have signed; `least` is absent where all must.
pub fn is_reached(signers: &[Signature], least: Option<i64>) -> bool {
    is_met(signers, least, |signature| signature == Signature::Given)
}

/// Whether enough may still sign.
pub fn is_reachable(signers: &[Signature], least: Option<i64>) -> bool {
    is_met(signers, least, |signature| signature != Signature::Never)
}

fn is_met(signers: &[Signature], least: Option<i64>, counts: impl Fn(Signature) -> bool) -> bool {
    let least = least.and_then(|least| usize::try_from(least).ok());
    let counted = signers.iter().filter(|signature| counts(**signature));
    signers.first().is_some_and(|first| counts(*first))
        && counted.count() >= least.unwrap_or(signers.len()).min(signers.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use Signature::{Given, Never, Open};

    #[test]
    fn the_first_and_as_many_as_are_asked_for_must_sign() {
        assert!(is_reached(&[Given, Given, Open], Some(2)));
        assert!(!is_reached(&[Open, Given, Given], Some(2)));
        assert!(!is_reached(&[Given, Open, Open], Some(2)));
        assert!(!is_reached(&[Given, Given, Open], None));
        assert!(is_reached(&[Given], None));
        assert!(!is_reached(&[], None));
    }

    #[test]
    fn one_who_leaves_ends_it_only_where_too_few_are_left() {
        assert!(is_reachable(&[Given, Never, Open], Some(2)));
        assert!(!is_reachable(&[Given, Never, Never], Some(2)));
        assert!(!is_reachable(&[Never, Given, Given], Some(2)));
        assert!(!is_reachable(&[Given, Never, Given], None));
    }

    fn any() -> impl Strategy<Value = Vec<Signature>> {
        let one = prop_oneof![Just(Given), Just(Open), Just(Never)];
        proptest::collection::vec(one, 0..9)
    }

    proptest! {
        #[test]
        fn what_is_reached_is_reachable_and_a_signature_more_undoes_neither(
            mut signers in any(), least in proptest::option::of(1i64..10), place in 0usize..9,
        ) {
            let (reached, reachable) = (is_reached(&signers, least), is_reachable(&signers, least));
            prop_assert!(!reached || reachable);
            if let Some(signature) = signers.get_mut(place) {
                *signature = Given;
                prop_assert!(!reached || is_reached(&signers, least));
                prop_assert!(!reachable || is_reachable(&signers, least));
            }
            let all = vec![Given; signers.len()];
            prop_assert_eq!(is_reached(&all, least), !all.is_empty());
        }
    }
}
