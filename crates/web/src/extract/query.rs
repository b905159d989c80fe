//! Queries: names in any letter case, paging with its limits (`wire.md` 1.4).

use axum::{
    extract::{FromRequestParts, Query as AxumQuery},
    http::request::Parts,
    response::Response,
};
use mithaq_domain::time::Instant;
use mithaq_i18n::Locale;
use mithaq_service::session::Page;
use mithaq_wire::{Code, FieldError, code, json::same_name};

use super::locale;
use crate::{WebState, answer::invalid, endpoint::Input};

/// Items of a page unless the caller says otherwise.
const DEFAULT_PAGE: i64 = 25;
/// Items of a page at most.
const LARGEST_PAGE: i64 = 1000;

/// The parameters of a query.
pub struct Query {
    pairs: Vec<(String, String)>,
    locale: Locale,
}

impl Input for Query {}

impl FromRequestParts<WebState> for Query {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let locale = locale(&parts.headers);
        let read = AxumQuery::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        match read {
            Ok(AxumQuery(pairs)) => Ok(Self { pairs, locale }),
            Err(_) => Err(invalid(
                &[FieldError {
                    field: "query".to_owned(),
                    code: code::WRONG_TYPE,
                }],
                locale,
            )),
        }
    }
}

impl Query {
    /// All of it, as sent.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// A parameter that is not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(sent, _)| same_name(sent, name))?;
        let text = found.1.trim();
        (!text.is_empty()).then_some(text)
    }

    /// A whole number.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, Box<Response>> {
        self.text(name)
            .map(|text| {
                text.parse()
                    .map_err(|_| Box::new(self.refuse(name, code::WRONG_TYPE)))
            })
            .transpose()
    }

    /// A moment, ISO 8601.
    pub fn moment(&self, name: &str) -> Result<Option<Instant>, Box<Response>> {
        self.text(name)
            .map(|text| {
                Instant::parse_iso(text)
                    .ok_or_else(|| Box::new(self.refuse(name, code::NOT_A_MOMENT)))
            })
            .transpose()
    }

    /// A flag; absent is false.
    pub fn flag(&self, name: &str) -> Result<bool, Box<Response>> {
        match self.text(name).map(str::to_ascii_lowercase).as_deref() {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(_) => Err(Box::new(self.refuse(name, code::WRONG_TYPE))),
        }
    }

    /// `MaxResultCount`, `SkipCount` and `Sorting`, which knows `creationTime` up and down.
    pub fn page(&self) -> Result<Page, Box<Response>> {
        let max = self.integer("MaxResultCount")?.unwrap_or(DEFAULT_PAGE);
        if !(1..=LARGEST_PAGE).contains(&max) {
            return Err(Box::new(self.refuse("MaxResultCount", code::OUT_OF_RANGE)));
        }
        let skip = self.integer("SkipCount")?.unwrap_or(0);
        if skip < 0 {
            return Err(Box::new(self.refuse("SkipCount", code::OUT_OF_RANGE)));
        }
        let sorting = self
            .text("Sorting")
            .unwrap_or("creationTime desc")
            .to_ascii_lowercase();
        let oldest_first = match sorting.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["creationtime"] | ["creationtime", "asc"] => true,
            ["creationtime", "desc"] => false,
            _ => return Err(Box::new(self.refuse("Sorting", code::OUT_OF_RANGE))),
        };
        Ok(Page {
            max,
            skip,
            oldest_first,
        })
    }

    /// A refusal of one parameter.
    pub fn refuse(&self, name: &str, code: Code) -> Response {
        invalid(
            &[FieldError {
                field: name.to_owned(),
                code,
            }],
            self.locale,
        )
    }
}
