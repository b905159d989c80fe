//! The Fluent files, compiled in. A new file is named here and nowhere else.
//! A test compares this list with the folders.

use crate::Locale;

/// How the variables of a file's sentences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// For HTML: variables isolated by direction, numbers in the locale's digits.
    Page,
    /// For JSON, SMS and mail subjects: no invisible characters (one of them would double the price
    /// of an English SMS), ASCII digits.
    Plain,
}

/// One Fluent file of one language.
pub(crate) struct Source {
    /// The file's name; read by tests only.
    #[cfg_attr(not(test), allow(dead_code))]
    pub name: &'static str,
    pub style: Style,
    pub text: &'static str,
}

macro_rules! sources {
    ($folder:literal) => {
        [
            Source {
                name: "pages.ftl",
                style: Style::Page,
                text: include_str!(concat!("../../../locales/", $folder, "/pages.ftl")),
            },
            Source {
                name: "docs.ftl",
                style: Style::Plain,
                text: include_str!(concat!("../../../locales/", $folder, "/docs.ftl")),
            },
            Source {
                name: "agent.ftl",
                style: Style::Plain,
                text: include_str!(concat!("../../../locales/", $folder, "/agent.ftl")),
            },
            Source {
                name: "errors.ftl",
                style: Style::Plain,
                text: include_str!(concat!("../../../locales/", $folder, "/errors.ftl")),
            },
            Source {
                name: "document.ftl",
                style: Style::Plain,
                text: include_str!(concat!("../../../locales/", $folder, "/document.ftl")),
            },
            Source {
                name: "messages.ftl",
                style: Style::Plain,
                text: include_str!(concat!("../../../locales/", $folder, "/messages.ftl")),
            },
            Source {
                name: "command.ftl",
                style: Style::Plain,
                text: include_str!(concat!("../../../locales/", $folder, "/command.ftl")),
            },
        ]
    };
}

static AR: [Source; 7] = sources!("ar");
static EN: [Source; 7] = sources!("en");

/// The files of `locale`.
pub(crate) fn of(locale: Locale) -> &'static [Source] {
    match locale {
        Locale::Ar => &AR,
        Locale::En => &EN,
    }
}
