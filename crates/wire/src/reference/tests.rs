//! The tables against the readers: what a call asks for is listed, and what is listed is asked for.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use super::{
    Answer, Body, calls, component, components, example, find,
    shape::{Property, Shape},
};
use crate::{Json, read::asked};

#[test]
fn every_example_is_accepted_by_the_reader_of_its_call() {
    for call in calls() {
        let Some(body) = call.body else { continue };
        let errors = (body.reads)(&Json::parse(body.example.as_bytes()).unwrap());
        assert_eq!(errors, Ok(()), "the example of {}", call.path);
    }
}

#[test]
fn what_a_reader_asks_for_is_listed_and_what_is_listed_is_asked_for() {
    for call in calls() {
        let Some(body) = call.body else { continue };
        let (asked, listed) = (asked_by(&body), listed_in(body.properties, ""));
        let unlisted: Vec<_> = asked.difference(&listed).collect();
        let unasked: Vec<_> = listed.difference(&asked).collect();
        assert!(
            unlisted.is_empty() && unasked.is_empty(),
            "{}: its reader asks for {unlisted:?}, which its entry in wire/src/reference does not list; \
             the entry lists {unasked:?}, which the reader never asks for through `Reader`",
            call.path
        );
    }
}

/// Paths that the reader of a call asks for, of nothing, of the example, and of everything that is
/// listed, so that what the example leaves out is asked for inside too.
fn asked_by(body: &Body) -> BTreeSet<String> {
    let everything = example::of(&Shape::Object(body.properties)).to_string();
    asked::record(|| {
        for text in ["{}", body.example, &everything] {
            let _ = (body.reads)(&Json::parse(text.as_bytes()).unwrap());
        }
    })
}

fn listed_in(properties: &[Property], path: &str) -> BTreeSet<String> {
    let mut listed = BTreeSet::new();
    for property in properties {
        let path = crate::json::join(path, property.name).to_lowercase();
        if let Shape::Object(inner) = property.shape {
            listed.extend(listed_in(inner, &path));
        }
        if let Shape::List(Shape::Object(inner)) = property.shape {
            listed.extend(listed_in(inner, &format!("{path}[]")));
        }
        listed.insert(path);
    }
    listed
}

#[test]
fn what_must_be_there_is_refused_when_it_is_not_and_is_enough_by_itself() {
    for call in calls() {
        let Some(body) = call.body else { continue };
        let example: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(body.example).unwrap();
        let accepted = |object: &serde_json::Map<String, serde_json::Value>| {
            let text = serde_json::to_vec(object).unwrap();
            (body.reads)(&Json::parse(&text).unwrap()).is_ok()
        };
        let required = |name: &str| {
            let mut all = body.properties.iter();
            all.any(|property| property.required && property.name == name)
        };
        for property in body.properties.iter().filter(|property| property.required) {
            let mut without = example.clone();
            without.remove(property.name);
            assert!(
                !accepted(&without),
                "{} without {}",
                call.path,
                property.name
            );
        }
        let mut least = example.clone();
        least.retain(|name, _| required(name));
        assert!(
            accepted(&least) || body.needs_one_of,
            "{} needs more than it says",
            call.path
        );
    }
}

#[test]
fn every_shared_object_that_is_named_exists_once_and_is_used() {
    let mut used = BTreeSet::new();
    let mut look = |shape: &Shape| {
        example::of(shape);
        named_in(shape, &mut used);
    };
    for call in calls() {
        match &call.answer {
            Answer::Data(shape)
            | Answer::List(shape)
            | Answer::DataOrFile(shape, _)
            | Answer::Bare(shape) => look(shape),
            Answer::DataAndServices(shape) => {
                look(shape);
                look(&Shape::One("Services"));
            }
            Answer::File(_) => {}
        }
        let body = call.body.iter().flat_map(|body| body.properties);
        body.for_each(|property| look(&property.shape));
    }
    let all: Vec<&str> = components().map(|component| component.name).collect();
    let distinct: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(all.len(), distinct.len(), "{all:?}");
    assert_eq!(used, distinct);
}

fn named_in(shape: &Shape, used: &mut BTreeSet<&'static str>) {
    let inner = |properties: &'static [Property], used: &mut BTreeSet<&'static str>| {
        for property in properties {
            named_in(&property.shape, used);
        }
    };
    match shape {
        Shape::One(name) if used.insert(name) => {
            let component = component(name).unwrap_or_else(|| panic!("there is no {name}"));
            inner(component.properties, used);
        }
        Shape::List(of) | Shape::Map(_, of) => named_in(of, used),
        Shape::Object(properties) => inner(properties, used),
        _ => {}
    }
}

#[test]
fn every_call_says_what_it_is_and_stands_once() {
    for call in calls() {
        assert!(
            call.path.starts_with('/') && !call.title.is_empty() && call.says.len() > 30,
            "{}",
            call.path
        );
        assert!(
            call.title.len() <= 60 && !call.title.ends_with('.'),
            "{}",
            call.title
        );
        for path in call.paths() {
            let same = calls()
                .flat_map(|call| call.paths())
                .filter(|other| other.eq_ignore_ascii_case(path));
            assert_eq!(same.count(), 1, "{path}");
            assert!(find(&path.to_lowercase()).is_some());
        }
        for property in call.headers.iter().chain(call.parameters) {
            assert!(
                !matches!(property.shape, Shape::Object(_) | Shape::One(_)),
                "{} is flat",
                property.name
            );
        }
    }
}
