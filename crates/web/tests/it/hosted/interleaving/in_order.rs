//! Three customers of whom each has a turn, on two nodes whose clocks lie apart: nobody is sent the link before
//! all of the earlier have signed or left, each is sent it once, and the signatures stand in the file in the
//! order of the turns.

use mithaq_domain::{contract::quorum::Signature, evidence::Act as Noted, id::ContractId};
use proptest::{prelude::*, test_runner::TestCaseError};
use serde_json::json;

use super::{Act, Case, Move, OTHERS, any, ends_of};

/// The turns of three customers, whether all of them must sign, and a walk to the end.
type Walk = ([i64; 3], bool, Vec<(Act, Act)>);

/// Which turns there are; the first customer's is always 0.
const TURNS: [[i64; 3]; 4] = [[0, 1, 2], [0, 2, 1], [0, 1, 1], [0, 0, 1]];

/// Each customer asks for a code and shows it in turn, with any other act beside; between two of them jobs
/// are done, or messages alone leave and nothing is sealed yet.
fn walks() -> impl Strategy<Value = Walk> {
    let turns = prop::sample::select(&TURNS[..]);
    let step = (any(), any(), 0..2_usize, 0..2_usize, prop::bool::ANY);
    let steps = prop::collection::vec(step, 4);
    (turns, prop::bool::ANY, steps).prop_map(|(turns, all, steps)| {
        let mut order = [0, 1, 2];
        order.sort_by_key(|who| turns[*who]);
        let mut walk = Vec::new();
        for (who, (one, two, asks, shows, seals)) in order.into_iter().zip(&steps) {
            let between = if *seals { Move::Work } else { Move::Post };
            walk.push(((Move::Ask(who), *asks), *one));
            walk.push(((Move::Show(who), *shows), *two));
            walk.push(((between, 0), (between, 1)));
        }
        let (one, two, first, second, _) = steps[3];
        walk.push(((Move::Work, 0), (Move::Work, 1)));
        walk.push(((Move::Countersign(0), first), one));
        walk.push(((Move::Countersign(1), second), two));
        (turns, all, walk)
    })
}

impl Case {
    async fn in_order(turns: [i64; 3], all: bool) -> Self {
        Self::open(|body| {
            let other = |who: usize| json!({ "phoneNumber": OTHERS[who], "order": turns[who + 1] });
            body["additionalSigners"] = json!([other(0), other(1)]);
            if !all {
                body["minimumRequiredSignatories"] = json!("2");
            }
        })
        .await
    }

    /// Whoever was sent the link was sent it once, and after all of the earlier had signed or left.
    async fn invites_in_turn(&self, turns: [i64; 3]) -> Result<(), TestCaseError> {
        let test = &self.company.door.test;
        let (tenant, id) = (test.tenant, ContractId::parse(&self.id).unwrap());
        let store = test.app.store();
        let signers = store.read(move |tx| tx.tenant(tenant).list_signers(id));
        let signers = signers.await.unwrap();
        let is_settled = |who: usize| signers[who].signature() != Signature::Open;
        let sent = test.messages();
        for (who, to) in (1..).zip(OTHERS) {
            let links = sent
                .iter()
                .filter(|one| one.purpose == "invitation" && one.to == to);
            let links = links.count();
            prop_assert!(links <= 1, "{to} was sent {links} links");
            let mut earlier = (0..3).filter(|other| turns[*other] < turns[who]);
            prop_assert!(links == 0 || earlier.all(is_settled), "{to} of {turns:?}");
        }
        Ok(())
    }

    /// The turns of the customers' signatures, as they stand in the file.
    async fn sealed_turns(&self, turns: [i64; 3]) -> Result<Vec<i64>, TestCaseError> {
        let fields = self.sealed().await?;
        let customers = fields.iter().filter_map(|field| {
            let number = field.strip_prefix("Customer")?.parse::<usize>();
            Some(turns[number.unwrap() - 1])
        });
        Ok(customers.collect())
    }
}

#[test]
fn whatever_comes_at_once_those_with_a_turn_are_asked_and_sealed_in_it() {
    ends_of(&walks(), async |(turns, all, rounds)| {
        let mut case = Case::in_order(turns, all).await;
        for round in rounds {
            case.round(round).await?;
            case.invites_in_turn(turns).await?;
        }
        case.settle().await?;
        let status = case.judge(if all { 3 } else { 2 }).await?;
        if [6, 4, 5, 7, 8].contains(&status) {
            let sealed = case.sealed_turns(turns).await?;
            prop_assert!(sealed.is_sorted(), "{sealed:?} of {turns:?}");
        }
        Ok(status)
    });
}

#[tokio::test]
async fn who_signs_later_by_an_earlier_clock_is_sealed_after_whom_they_waited_for() {
    let mut case = Case::in_order([0, 1, 2], true).await;
    // The first signs at the node whose clock is ahead, the second at once at the other one; nothing is sealed
    // between.
    for (act, node) in [
        (Move::Ask(0), 1),
        (Move::Show(0), 1),
        (Move::Post, 1),
        (Move::Ask(1), 0),
        (Move::Show(1), 0),
    ] {
        case.round(((act, node), (Move::Chain, 0))).await.unwrap();
    }
    let signed = case.noted(Noted::ContractConfirmed, "").0;
    assert_eq!(signed, 2);
    case.settle().await.unwrap();
    assert_eq!(case.sealed_turns([0, 1, 2]).await.unwrap(), [0, 1]);
}
