//! The batching writer against a model that runs the units one after the other.

use crate::stage::{ADD, FIND, Folder, Gate, INSERT, items, open, wait};
use mithaq_store::{StoreError, Tx, params};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Step {
    Add(u8, i64),
    Insert(u8, i64),
    AddTwoThenFail(u8, u8),
    FailIfAbove(u8, i64),
    AddThenInsert(u8, u8),
    AddThenPanic(u8),
}

#[derive(Debug, PartialEq)]
enum Refused {
    Unique,
    Fail,
    Panic,
    Other(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Refused {
        match error {
            StoreError::Unique(_) => Refused::Unique,
            StoreError::UnitPanicked => Refused::Panic,
            other => Refused::Other(other),
        }
    }
}

/// What a step needs of a table, real or modelled.
trait Table {
    fn add(&mut self, key: u8, amount: i64) -> Result<(), Refused>;
    fn insert(&mut self, key: u8, amount: i64) -> Result<(), Refused>;
    fn find(&mut self, key: u8) -> Result<Option<i64>, Refused>;
    fn panic(&mut self) -> Refused;
}

impl Table for Tx<'_> {
    fn add(&mut self, key: u8, amount: i64) -> Result<(), Refused> {
        self.execute(ADD, params![key.to_string(), amount])?;
        Ok(())
    }

    fn insert(&mut self, key: u8, amount: i64) -> Result<(), Refused> {
        self.execute(INSERT, params![key.to_string(), amount])?;
        Ok(())
    }

    fn find(&mut self, key: u8) -> Result<Option<i64>, Refused> {
        let row = self.query_one(FIND, params![key.to_string()])?;
        Ok(row.map(|row| row.integer(0)).transpose()?)
    }

    fn panic(&mut self) -> Refused {
        std::panic::resume_unwind(Box::new("on purpose"))
    }
}

impl Table for BTreeMap<String, i64> {
    fn add(&mut self, key: u8, amount: i64) -> Result<(), Refused> {
        *self.entry(key.to_string()).or_default() += amount;
        Ok(())
    }

    fn insert(&mut self, key: u8, amount: i64) -> Result<(), Refused> {
        if self.contains_key(&key.to_string()) {
            return Err(Refused::Unique);
        }
        BTreeMap::insert(self, key.to_string(), amount);
        Ok(())
    }

    fn find(&mut self, key: u8) -> Result<Option<i64>, Refused> {
        Ok(self.get(&key.to_string()).copied())
    }

    fn panic(&mut self) -> Refused {
        Refused::Panic
    }
}

fn run(step: &Step, table: &mut impl Table) -> Result<i64, Refused> {
    match *step {
        Step::Add(key, amount) => table.add(key, amount)?,
        Step::Insert(key, amount) => table.insert(key, amount)?,
        Step::AddTwoThenFail(one, other) => {
            table.add(one, 1)?;
            table.add(other, 1)?;
            return Err(Refused::Fail);
        }
        Step::FailIfAbove(key, limit) => {
            if table.find(key)?.unwrap_or(0) > limit {
                return Err(Refused::Fail);
            }
        }
        Step::AddThenInsert(one, other) => {
            table.add(one, 1)?;
            table.insert(other, 1)?;
        }
        Step::AddThenPanic(key) => {
            table.add(key, 1)?;
            return Err(table.panic());
        }
    }
    let key = match *step {
        Step::Add(key, _) | Step::Insert(key, _) | Step::FailIfAbove(key, _) => key,
        Step::AddThenInsert(key, _) | Step::AddTwoThenFail(key, _) | Step::AddThenPanic(key) => key,
    };
    Ok(table.find(key)?.unwrap_or(-1))
}

fn any_step() -> impl Strategy<Value = Step> {
    let key = 0_u8..6;
    let keys = (0_u8..6, 0_u8..6);
    prop_oneof![
        6 => (key.clone(), -9_i64..10).prop_map(|(key, amount)| Step::Add(key, amount)),
        3 => (key.clone(), -9_i64..10).prop_map(|(key, amount)| Step::Insert(key, amount)),
        1 => keys.clone().prop_map(|(one, other)| Step::AddTwoThenFail(one, other)),
        2 => (key.clone(), -5_i64..5).prop_map(|(key, limit)| Step::FailIfAbove(key, limit)),
        1 => keys.prop_map(|(one, other)| Step::AddThenInsert(one, other)),
        1 => key.prop_map(Step::AddThenPanic),
    ]
}

proptest! {
    #![proptest_config(Config {
        cases: 40,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn batches_give_what_one_unit_after_the_other_gives(
        batches in vec(vec(any_step(), 1..30), 1..5)
    ) {
        let folder = Folder::new();
        let store = open(&folder);
        let mut model = BTreeMap::<String, i64>::new();
        for batch in batches {
            let gate = Gate::close(&store);
            let writes = batch.iter().map(|step| {
                let step = step.clone();
                store.write(move |tx| run(&step, tx))
            });
            let writes = writes.collect::<Vec<_>>();
            gate.open();
            for (step, write) in batch.iter().zip(writes) {
                let mut after = model.clone();
                let expected = run(step, &mut after);
                if expected.is_ok() {
                    model = after;
                }
                prop_assert_eq!(wait(write), expected, "{:?}", step);
            }
            prop_assert_eq!(items(&store), model.clone().into_iter().collect::<Vec<_>>());
        }
    }
}
