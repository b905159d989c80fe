//! A JSON tree that keeps what tolerance needs: names as they were sent, numbers as texts, and
//! duplicates, which are an error here even when they differ in letter case only.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

/// A value as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`, which means the same as absent.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number, written out.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, its properties in the order in which they were sent.
    Object(Vec<(String, Json)>),
}

/// Why a body is no request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyError {
    /// It is not JSON, or no object.
    NotJson,
    /// A property occurs twice, perhaps in different letter cases.
    Duplicate(
        /// Its path.
        String,
    ),
}

impl Json {
    /// Reads a body, which must be an object without duplicates.
    pub fn parse(body: &[u8]) -> Result<Self, BodyError> {
        let tree: Self = serde_json::from_slice(body).map_err(|_| BodyError::NotJson)?;
        if !matches!(tree, Self::Object(_)) {
            return Err(BodyError::NotJson);
        }
        match duplicate(&tree) {
            Some(path) => Err(BodyError::Duplicate(path)),
            None => Ok(tree),
        }
    }

    /// A property in any letter case, with its name as sent; `null` counts as absent.
    pub fn property(&self, name: &str) -> Option<(&str, &Self)> {
        let Self::Object(properties) = self else {
            return None;
        };
        let found = properties.iter().find(|(sent, _)| same_name(sent, name))?;
        (found.1 != Self::Null).then_some((found.0.as_str(), &found.1))
    }
}

/// Names are compared without regard to letter case.
pub fn same_name(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
        || (!one.is_ascii() && one.to_lowercase() == other.to_lowercase())
}

/// Joins a path and a name with a point.
pub fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        [path, ".", name].concat()
    }
}

/// Objects of at most this many properties are compared pair by pair, which needs no memory.
const FEW: usize = 16;

/// The path of a property that occurs twice, made on the way back only.
fn duplicate(tree: &Json) -> Option<String> {
    match tree {
        Json::Object(properties) => {
            if let Some(name) = duplicate_name(properties) {
                return Some(name.to_owned());
            }
            properties.iter().find_map(|(name, value)| {
                let within = duplicate(value)?;
                let is_position = matches!(value, Json::List(_));
                Some(if is_position {
                    name.clone() + &within
                } else {
                    join(name, &within)
                })
            })
        }
        Json::List(items) => items.iter().enumerate().find_map(|(position, item)| {
            let within = duplicate(item)?;
            let position = format!("[{position}]");
            let is_position = matches!(item, Json::List(_));
            Some(if is_position {
                position + &within
            } else {
                join(&position, &within)
            })
        }),
        _ => None,
    }
}

/// The later of two names that are the same but for letter case.
fn duplicate_name(properties: &[(String, Json)]) -> Option<&str> {
    if properties.len() > FEW {
        let mut names = std::collections::HashSet::new();
        let mut names_of = properties.iter();
        let found = names_of.find(|(name, _)| !names.insert(name.to_lowercase()));
        return found.map(|(name, _)| name.as_str());
    }
    let mut earlier = properties;
    while let Some(((name, _), rest)) = earlier.split_last() {
        if rest.iter().any(|(other, _)| same_name(name, other)) {
            return Some(name);
        }
        earlier = rest;
    }
    None
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Flag(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut properties = Vec::new();
        while let Some(property) = access.next_entry()? {
            properties.push(property);
        }
        Ok(Json::Object(properties))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_match_in_any_case_and_null_counts_as_absent() {
        let tree = Json::parse(br#"{"SessionINPUT": {"a": 1}, "b": null}"#).unwrap();
        assert_eq!(
            tree.property("sessionInput").map(|found| found.0),
            Some("SessionINPUT")
        );
        assert_eq!(tree.property("b"), None);
    }

    #[test]
    fn duplicates_are_found_at_any_depth_and_in_any_case() {
        assert_eq!(
            Json::parse(br#"{"a": [{"b": 1, "B": 2}]}"#),
            Err(BodyError::Duplicate("a[0].B".to_owned()))
        );
    }

    #[test]
    fn what_is_no_object_or_too_deep_or_cut_is_refused() {
        let deep = "[".repeat(100_000);
        let long = format!("{{\"a\": {}}}", "9".repeat(10_000));
        for body in [
            "",
            "[]",
            "1",
            "{",
            r#"{"a": "\ud800"}"#,
            deep.as_str(),
            long.as_str(),
        ] {
            assert_eq!(
                Json::parse(body.as_bytes()),
                Err(BodyError::NotJson),
                "{body:.40}"
            );
        }
        assert_eq!(Json::parse(b"{\"a\": \"\xff\"}"), Err(BodyError::NotJson));
    }

    #[test]
    fn many_properties_are_compared_as_few_are() {
        for count in [3, 40] {
            let names: Vec<String> = (0..count)
                .map(|number| format!("\"n{number}\": 1"))
                .collect();
            assert!(Json::parse(format!("{{{}}}", names.join(",")).as_bytes()).is_ok());
            let twice = format!("{{{}, \"N1\": 2}}", names.join(","));
            assert_eq!(
                Json::parse(twice.as_bytes()),
                Err(BodyError::Duplicate("N1".to_owned()))
            );
        }
    }

    proptest! {
        #[test]
        fn no_bytes_cause_a_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Json::parse(&body);
        }
    }
}
