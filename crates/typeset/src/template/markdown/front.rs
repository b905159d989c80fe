//! The front matter: lines of `name: value` between two lines of `---`. A value holds both
//! languages as any text of the document does.

use super::{Fault, Offence, mask};
use crate::bilingual::{Bilingual, Language};
use crate::phrase::{Inline, Phrase, Piece};
use crate::template::Furniture;
use std::collections::BTreeMap;

use super::inline::Builder;

/// What the front matter says.
pub(super) struct Front {
    pub title: Bilingual<String>,
    /// The company's name, then further lines.
    pub letterhead: Vec<Phrase>,
    /// Whether headings of the second level are numbered clauses.
    pub is_numbered: bool,
    pub furniture: Furniture,
}

/// Letters of a header or footer: more would not leave room on the page.
const MAX_LINE: usize = 160;
const MAX_LETTERHEAD: usize = 8;
const MAX_LOGO: usize = 256 * 1024;

/// A line of it: where it begins, its name, where its value begins, its value.
struct Setting<'a> {
    at: usize,
    name: &'a str,
    value_at: usize,
    value: &'a str,
}

/// The file that a template's letterhead shows, as its front matter names it.
pub(crate) fn logo_name(text: &str) -> Option<&str> {
    let (settings, _) = settings(text).ok()?;
    let logo = settings.iter().find(|setting| setting.name == "logo")?;
    Some(logo.value)
}

/// Reads it; with the byte at which the document's text begins.
pub(super) fn read(
    text: &str,
    pictures: &BTreeMap<String, Vec<u8>>,
) -> Result<(Front, usize), Offence> {
    let (settings, body) = settings(text)?;
    let languages = languages(&settings)?;
    let mut front = Front {
        title: Bilingual::default(),
        letterhead: Vec::new(),
        is_numbered: true,
        furniture: Furniture {
            languages,
            ..Furniture::default()
        },
    };
    let mut seen = Vec::new();
    for setting in &settings {
        let wrong = || (setting.at, Fault::Setting(setting.name.to_owned()));
        if seen.contains(&setting.name) && setting.name != "letterhead" {
            return Err(wrong());
        }
        seen.push(setting.name);
        front.take(setting, pictures)?.ok_or_else(wrong)?;
    }
    if front.title.en.is_empty() || front.title.ar.is_empty() {
        return Err((0, Fault::Title));
    }
    Ok((front, body))
}

impl Front {
    /// `None` for a name or value that is not known.
    fn take(
        &mut self,
        setting: &Setting<'_>,
        pictures: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Option<()>, Offence> {
        match setting.name {
            "title" => self.title = self.plain(setting)?,
            "languages" => {}
            "letterhead" if self.letterhead.len() < MAX_LETTERHEAD => {
                self.letterhead.push(self.phrase(setting)?);
            }
            "header" => self.furniture.header = Some(self.phrase(setting)?),
            "footer" => self.furniture.footer = Some(self.phrase(setting)?),
            "logo" => {
                let picture = pictures.get(setting.value);
                let picture = picture.ok_or((setting.value_at, Fault::Picture))?;
                if !is_printable_picture(picture) {
                    return Err((setting.value_at, Fault::Logo));
                }
                self.furniture.logo = Some(picture.clone());
            }
            "numbering" => match setting.value {
                "clauses" => self.is_numbered = true,
                "none" => self.is_numbered = false,
                _ => return Ok(None),
            },
            _ => return Ok(None),
        }
        Ok(Some(()))
    }

    /// A line of the page's furniture: no fields, which might have any length.
    fn phrase(&self, setting: &Setting<'_>) -> Result<Phrase, Offence> {
        if setting.value.chars().count() > MAX_LINE * 2 {
            return Err((setting.value_at, Fault::TooLong));
        }
        let shifted = |(at, fault)| (setting.value_at + at, fault);
        let mask = mask::mask(setting.value, 0).map_err(shifted)?;
        if let Some((field, at)) = mask.fields().next() {
            let fault = Fault::FieldInFurniture(field.to_owned());
            return Err((setting.value_at + at, fault));
        }
        let mut builder = Builder::new(&mask, &self.furniture.languages);
        let words = mask.masked.as_str();
        builder.text(0..words.len(), words).map_err(shifted)?;
        builder.finish(true).map_err(shifted)
    }

    /// The title, which is also the file's and holds no emphasis and no values.
    fn plain(&self, setting: &Setting<'_>) -> Result<Bilingual<String>, Offence> {
        let phrase = self.phrase(setting)?;
        let side = |side: &Inline| match side.0.as_slice() {
            [Piece::Text { text, .. }] => Some(text.clone()),
            _ => None,
        };
        let single = self.furniture.languages.len() == 1;
        let (en, ar) = (side(&phrase.en), side(&phrase.ar));
        let (en, ar) = match (en, ar) {
            (Some(en), Some(ar)) => (en, ar),
            (Some(only), None) | (None, Some(only)) if single => (only.clone(), only),
            _ => return Err((setting.at, Fault::Title)),
        };
        Ok(Bilingual { en, ar })
    }
}

fn settings(text: &str) -> Result<(Vec<Setting<'_>>, usize), Offence> {
    let mut lines = text.split_inclusive('\n');
    if lines.next().map(str::trim_end) != Some("---") {
        return Err((0, Fault::FrontMatter));
    }
    let mut at = 4;
    let mut settings = Vec::new();
    for line in lines {
        let trimmed = line.trim();
        if trimmed == "---" {
            return Ok((settings, at + line.len()));
        }
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            let wrong = || (at, Fault::Setting(trimmed.to_owned()));
            let (name, value) = line.split_once(':').ok_or_else(wrong)?;
            let indent = value.len() - value.trim_start().len();
            settings.push(Setting {
                at,
                name: name.trim(),
                value_at: at + name.len() + 1 + indent,
                value: value.trim(),
            });
        }
        at += line.len();
    }
    Err((0, Fault::FrontMatter))
}

fn languages(settings: &[Setting<'_>]) -> Result<Vec<Language>, Offence> {
    let Some(setting) = settings.iter().find(|setting| setting.name == "languages") else {
        return Ok(vec![Language::En, Language::Ar]);
    };
    let read = |name: &str| match name.trim() {
        "en" => Some(Language::En),
        "ar" => Some(Language::Ar),
        _ => None,
    };
    let languages: Option<Vec<Language>> = setting.value.split(',').map(read).collect();
    match languages.as_deref() {
        Some([one]) => Ok(vec![*one]),
        Some([one, other]) if one != other => Ok(vec![*one, *other]),
        _ => Err((setting.at, Fault::Setting(setting.name.to_owned()))),
    }
}

/// By its header alone; the typesetter decodes it when the template is saved.
fn is_printable_picture(bytes: &[u8]) -> bool {
    let is_known = bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(b"\xFF\xD8\xFF");
    is_known && bytes.len() <= MAX_LOGO
}
