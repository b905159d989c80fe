//! `mithaq template`: judges and prints a document of a contract type before it is imported, without any
//! server or data folder. Exit codes: 0 good · 1 the template, the type or a value is refused · 2 a file
//! cannot be read or written.

pub(crate) mod file;
mod words;

use std::{fs, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use mithaq_domain::{
    form::{Form, Values},
    place::Country,
    tenant::Settings,
    text::{Bilingual, Language},
};
use mithaq_i18n::{Argument, Locale, text_with};
use mithaq_service::{
    Clock,
    contract::{Preview, deduced_form, preview},
    document::DocumentTemplate,
};
use mithaq_typeset::visible;
use mithaq_wire::{Json, read::given};

use crate::{arguments::LanguageArg, clock::SystemClock, error::CommandError};
use words::Refusal;

/// What can be done with a template.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// Say whether a template can be used: 0 yes, 1 no, 2 unreadable
    Check(CheckArgs),
    /// Print it with sample values
    Preview(PreviewArgs),
}

/// The template and whose document it is.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The template: Markdown (.md), or JSON (blocks, or fields on a PDF beside it)
    file: PathBuf,
    /// The contract type whose document it is: its fields are compared
    #[arg(long = "type", value_name = "TYPE.json")]
    contract_type: Option<PathBuf>,
    /// The language of the lines
    #[arg(long, value_enum, default_value_t = LanguageArg::En)]
    language: LanguageArg,
}

/// The template, its values and where to put the PDF.
#[derive(Debug, Args)]
pub struct PreviewArgs {
    #[command(flatten)]
    check: CheckArgs,
    /// Values of the fields, a JSON object; without it each field has a sample
    #[arg(long, value_name = "VALUES.json")]
    values: Option<PathBuf>,
    /// Where the PDF is written
    #[arg(long, value_name = "FILE.pdf")]
    out: PathBuf,
}

/// Does what was asked.
pub fn run(command: TemplateCommand) -> Result<ExitCode, CommandError> {
    let (args, told) = match &command {
        TemplateCommand::Check(args) => (args, check(args)),
        TemplateCommand::Preview(args) => (&args.check, print(args)),
    };
    let locale = args.language.into();
    Ok(match told {
        Ok(said) => {
            said.iter()
                .for_each(|said| say!("{}", said.in_words(locale)));
            ExitCode::SUCCESS
        }
        Err(refusal) => {
            let name = args.file.display().to_string();
            complain!("{}", refusal.in_words(&name, locale));
            ExitCode::from(refusal.exit_code())
        }
    })
}

/// A line of a good result.
struct Said {
    key: &'static str,
    text: String,
    pages: i64,
}

impl Said {
    fn in_words(&self, locale: Locale) -> String {
        let arguments = [
            ("text", Argument::Text(&self.text)),
            ("pages", Argument::Number(self.pages)),
        ];
        text_with(locale, self.key, &arguments)
    }
}

fn check(args: &CheckArgs) -> Result<Vec<Said>, Refusal> {
    let (template, form) = read(args)?;
    let values = form.sample_values(Country::default());
    let taken = taken(&template, args.language.into());
    let printed = printed(template, form, values)?;
    let good = Said {
        key: "template-good",
        text: args.file.display().to_string(),
        pages: pages(printed.page_count),
    };
    let said = std::iter::once(good).chain(warnings(&printed));
    Ok(said.chain(taken).collect())
}

/// Which of the signature fields that wait in a PDF signed by others a contract's signatures take.
fn taken(template: &DocumentTemplate, locale: Locale) -> Option<Said> {
    let names = template.taken_fields()?;
    let key = match names.is_empty() {
        true => "template-takes-none",
        false => "template-takes",
    };
    Some(Said {
        key,
        text: quoted(&names, locale),
        pages: 0,
    })
}

/// Names that somebody else gave, in quotation marks; nothing in them acts on a terminal.
fn quoted(names: &[String], locale: Locale) -> String {
    let quote = |name: &String| {
        let name = visible(name).replace('\n', " ");
        text_with(
            locale,
            "template-field-name",
            &[("name", Argument::Text(&name))],
        )
    };
    let join = |names: String, name: String| {
        let both = [
            ("names", Argument::Text(&names)),
            ("name", Argument::Text(&name)),
        ];
        text_with(locale, "template-and-field", &both)
    };
    names.iter().map(quote).reduce(join).unwrap_or_default()
}

/// What an author should look at, though nothing is wrong.
fn warnings(printed: &Preview) -> Vec<Said> {
    let mut said = Vec::new();
    let mut warn = |key, text: String| {
        if !text.is_empty() {
            said.push(Said {
                key,
                text,
                pages: 0,
            });
        }
    };
    warn("template-unprintable", printed.unprintable.iter().collect());
    warn("template-moved", printed.moved.join(", "));
    said
}

fn print(args: &PreviewArgs) -> Result<Vec<Said>, Refusal> {
    let (template, form) = read(&args.check)?;
    let values = match &args.values {
        None => form.sample_values(Country::default()),
        Some(path) => values(&form, &file::read(path)?)?,
    };
    let key = match template.is_signed() {
        true => "template-printed-unmarked",
        false => "template-printed",
    };
    let taken = taken(&template, args.check.language.into());
    let printed = printed(template, form, values)?;
    fs::write(&args.out, &printed.pdf).map_err(|error| Refusal::file(&args.out, &error))?;
    let mut said = vec![Said {
        key,
        text: args.out.display().to_string(),
        pages: pages(printed.page_count),
    }];
    said.extend(warnings(&printed));
    said.extend(taken);
    Ok(said)
}

fn pages(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The template, and the form that it is of: the given type's, else what the template lets one guess.
fn read(args: &CheckArgs) -> Result<(DocumentTemplate, Form), Refusal> {
    let template = file::template(&args.file)?;
    let Some(path) = &args.contract_type else {
        let form = deduced_form(&template);
        return Ok((template, form));
    };
    let form = file::form(path)?;
    let checked = template.check(&form);
    checked.map_err(|(defect, place)| Refusal::Defect(place, defect))?;
    Ok((template, form))
}

fn printed(template: DocumentTemplate, form: Form, values: Values) -> Result<Preview, Refusal> {
    let display = Bilingual {
        en: "Example Company".to_owned(),
        ar: "شركة المثال".to_owned(),
    };
    let zone = Country::default().time_zone().to_owned();
    let settings = Settings::new(display, zone, Language::Ar);
    let printed = preview(template, (form, values), &settings, SystemClock.now());
    printed.map_err(|failure| Refusal::Unprintable(failure.to_string()))
}

/// Values as an invitation gives them, each judged by its field.
fn values(form: &Form, text: &str) -> Result<Values, Refusal> {
    let Ok(Json::Object(entries)) = Json::parse(text.as_bytes()) else {
        return Err(Refusal::Values);
    };
    let mut values = Values::new();
    for (key, json) in &entries {
        let refused = || Refusal::Value(key.clone());
        let field = form.field(key).ok_or_else(refused)?;
        let Some(given) = given(json) else { continue };
        let taken = field.take(&given, Country::default());
        if let Some(value) = taken.map_err(|_| refused())? {
            values.insert(field.key.clone(), value);
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fields_are_quoted_and_nothing_in_them_acts_on_a_terminal() {
        let names = ["Sign here", "a\u{1B}[2J\u{202E}b\r\nc\u{2028}d", "توقيع"].map(str::to_owned);
        let said = quoted(&names, Locale::En);
        assert_eq!(
            said,
            "“Sign here”, then “a[U+001B][2J[U+202E]b c d”, then “توقيع”"
        );
        let said = quoted(&names[..2], Locale::Ar);
        assert_eq!(
            said,
            "الحقل «Sign here»، ثم الحقل «a[U+001B][2J[U+202E]b c d»"
        );
        assert_eq!(quoted(&[], Locale::Ar), "");
    }
}
