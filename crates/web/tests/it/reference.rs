//! The documentation against the code: every endpoint has its entry and the reverse, every example
//! is what it is said to be, the checked-in description is the one that the code makes.

use std::{collections::BTreeSet, path::Path};

use axum::http::StatusCode;
use mithaq_i18n::{Locale, has};
use mithaq_web::{
    docs::{openapi, operation},
    endpoints,
};
use mithaq_wire::{
    code,
    reference::{Answer, calls, example, find},
};
use serde_json::Value;

use crate::{call::Door, documented::compare};

#[test]
fn every_endpoint_has_an_entry_and_every_entry_an_endpoint() {
    let routed: BTreeSet<&str> = endpoints().iter().map(|endpoint| endpoint.path).collect();
    let described: BTreeSet<&str> = calls().flat_map(|call| call.paths()).collect();
    let undescribed: Vec<_> = routed.difference(&described).collect();
    let unrouted: Vec<_> = described.difference(&routed).collect();
    assert!(
        undescribed.is_empty() && unrouted.is_empty(),
        "routed, but not described: {undescribed:?}; described, but not routed: {unrouted:?}. \
         Add the entry to crates/wire/src/reference; CONTRIBUTING.md says how."
    );
}

#[test]
fn a_call_that_reads_a_body_says_which_and_no_other_does() {
    for one in operation::all() {
        assert_eq!(one.needs.body, one.call.body.is_some(), "{}", one.path);
    }
}

#[test]
fn names_of_operations_are_unique() {
    let all = operation::all();
    let ids: BTreeSet<String> = all.iter().map(|one| one.id()).collect();
    assert_eq!((ids.len(), all.len()), (all.len(), endpoints().len()));
}

#[test]
fn every_code_that_is_listed_exists_and_every_code_has_its_sentence() {
    for one in operation::all() {
        for listed in one.codes() {
            assert!(
                code::ALL.contains(&listed),
                "{} {}",
                one.path,
                listed.number
            );
        }
    }
    for code in code::ALL {
        let key = format!("error-{}", code.number);
        assert!(has(Locale::Ar, &key) && has(Locale::En, &key), "{key}");
    }
}

#[test]
fn every_link_gives_a_call_something_that_it_takes() {
    for call in calls() {
        for link in call.links {
            let target = find(link.to).unwrap_or_else(|| panic!("{}: {}", call.path, link.to));
            let body = target.body.iter().flat_map(|body| body.properties);
            let mut taken = body.chain(target.parameters);
            assert!(taken.any(|one| one.name == link.gives), "{}", link.to);
            let shown = example::answer(&call.answer).unwrap();
            let found = match link.from.strip_prefix("$response.body#") {
                Some(pointer) => shown.pointer(pointer).is_some(),
                None => call
                    .answer_headers
                    .iter()
                    .any(|one| link.from == format!("$response.header.{}", one.name)),
            };
            assert!(found, "{}: {}", call.path, link.from);
        }
    }
}

#[test]
fn every_example_answer_is_what_its_entry_describes() {
    for call in calls() {
        let (Answer::Data(shape) | Answer::DataOrFile(shape, _) | Answer::DataAndServices(shape)) =
            &call.answer
        else {
            continue;
        };
        let shown = [
            example::answer(&call.answer),
            example::complete(&call.answer),
        ];
        for shown in shown.into_iter().flatten() {
            let mut wrong = Vec::new();
            compare(shape, &shown["data"], "data", &mut wrong);
            assert!(wrong.is_empty(), "{}: {wrong:?}", call.path);
        }
    }
}

/// Names that handlers ask queries for, from their source: a query has no reader to be asked.
#[test]
fn every_parameter_that_a_handler_reads_is_listed_and_the_reverse() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut read = BTreeSet::new();
    for folder in [source.join("api"), source.join("extract")] {
        read_names(&folder, &mut read);
    }
    let parameters = calls().flat_map(|call| {
        let listed = call.parameters.iter();
        listed.filter(|one| !call.path.contains(&format!("{{{}}}", one.name)))
    });
    let listed: BTreeSet<String> = parameters.map(|one| one.name.to_owned()).collect();
    assert!(read.len() > 5);
    assert_eq!(
        read, listed,
        "read by handlers, and listed in crates/wire/src/reference"
    );
}

fn read_names(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_names(&path, names);
            continue;
        }
        let text: String = std::fs::read_to_string(&path).unwrap();
        let text: String = text.split_whitespace().collect();
        for opening in [
            "query.text(\"",
            "query.integer(\"",
            "query.flag(\"",
            "query.moment(\"",
            "self.text(\"",
            "self.integer(\"",
        ] {
            let found = text.split(opening).skip(1);
            names.extend(found.filter_map(|rest| Some(rest.split('"').next()?.to_owned())));
        }
    }
}

/// `cargo xtask generate` sets `MITHAQ_GENERATE`, and this test writes the file.
#[test]
fn the_checked_in_description_is_the_one_that_the_code_makes() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi.json");
    if std::env::var_os("MITHAQ_GENERATE").is_some() {
        std::fs::write(&file, openapi::text()).unwrap();
    }
    let checked_in = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        checked_in == openapi::text(),
        "openapi.json is stale: run `cargo xtask generate` and look at the difference"
    );
}

#[tokio::test]
async fn the_description_is_served_to_anyone() {
    let door = Door::open().await;
    let answer = door.get("/openapi.json").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json(), openapi::document());
    let refused = door.post("/openapi.json", Value::Null).await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::METHOD_NOT_ALLOWED, 1105)
    );
}
