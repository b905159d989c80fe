//! Fluent bundles: built once per language and style, shared by all threads.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::sources::{self, Style};
use crate::{Argument, Locale};

type Bundle = FluentBundle<FluentResource>;

struct Bundles {
    page: Bundle,
    plain: Bundle,
}

static AR: LazyLock<Bundles> = LazyLock::new(|| Bundles::build(Locale::Ar));
static EN: LazyLock<Bundles> = LazyLock::new(|| Bundles::build(Locale::En));

fn bundles(locale: Locale) -> &'static Bundles {
    match locale {
        Locale::Ar => &AR,
        Locale::En => &EN,
    }
}

impl Bundles {
    fn build(locale: Locale) -> Self {
        Self {
            page: build(locale, Style::Page),
            plain: build(locale, Style::Plain),
        }
    }

    /// The bundle that holds `key`; keys are unique over both.
    fn holding(&self, key: &str) -> Option<&Bundle> {
        [&self.page, &self.plain]
            .into_iter()
            .find(|bundle| bundle.has_message(key))
    }
}

pub(crate) fn has(locale: Locale, key: &str) -> bool {
    bundles(locale).holding(key).is_some()
}

pub(crate) fn format(
    locale: Locale,
    key: &str,
    arguments: &[(&str, Argument<'_>)],
) -> Option<String> {
    let bundle = bundles(locale).holding(key)?;
    let pattern = bundle.get_message(key)?.value()?;
    let arguments: FluentArgs<'_> = arguments
        .iter()
        .map(|(name, value)| (*name, fluent(*value)))
        .collect();
    let mut errors = Vec::new();
    Some(
        bundle
            .format_pattern(pattern, Some(&arguments), &mut errors)
            .into_owned(),
    )
}

fn fluent(value: Argument<'_>) -> FluentValue<'_> {
    match value {
        Argument::Text(text) => FluentValue::from(text),
        Argument::Number(number) => FluentValue::from(number),
    }
}

fn build(locale: Locale, style: Style) -> Bundle {
    // Both tags parse; a test of the Arabic plural forms would notice if one did not.
    let identifier: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    bundle.set_use_isolating(style == Style::Page);
    if style == Style::Page && locale == Locale::Ar {
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(arabic(number)),
            _ => None,
        }));
    }
    for source in sources::of(locale)
        .iter()
        .filter(|source| source.style == style)
    {
        // A sentence that does not parse is left out; the tests refuse such a file.
        let resource =
            FluentResource::try_new(source.text.to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn arabic(number: &FluentNumber) -> String {
    crate::digits(Locale::Ar, &number.as_string())
}

#[cfg(test)]
mod tests;
