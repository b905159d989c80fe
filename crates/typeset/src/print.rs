//! A document's data on its way to the layout: which passages stand on its pages, what its signature page says,
//! and what its file says of itself. Not here: how any of it looks (`layout`).

use crate::bilingual::{Bilingual, Language};
use crate::input::{Input, metadata_line};
use crate::layout::{self, About, Check, Flow, Furniture, Jam, Kind, Setter, Shaper, Sheet};
use crate::phrase::Phrase;
use crate::quick_response::code;
use crate::reading::{FieldRow, Passage};
use crate::resolve::{furniture, plain_words, value_words};
use krilla::image::Image;
use std::panic::{AssertUnwindSafe, catch_unwind};
use time::OffsetDateTime;

/// Where a signature block belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// From [`SignerFrame::field_name`](crate::SignerFrame::field_name).
    pub field_name: String,
    /// Counted from 0.
    pub page_index: usize,
    /// `[left, bottom, right, top]` in PDF points, origin at the page's bottom left.
    pub rect: [f32; 4],
}

/// What is laid over the pages of an existing PDF.
pub(crate) struct Over {
    pub sheets: Vec<Sheet>,
    /// Pages of the ground over which nothing is laid.
    pub shift: usize,
    /// On the signature page: values that have no room at their places.
    pub annex: Option<Passage>,
}

/// What was printed.
pub(crate) struct Printed {
    pub pdf: Vec<u8>,
    /// Pages of the document, with those of the ground over which nothing is laid.
    pub page_count: usize,
    pub frames: Vec<Frame>,
}

/// Why nothing was printed.
pub(crate) enum Stop {
    /// These fields have more text than room.
    DoesNotFit(Vec<usize>),
    Jam(Jam),
}

impl From<Jam> for Stop {
    fn from(jam: Jam) -> Self {
        Self::Jam(jam)
    }
}

/// Prints a document of its own, or what is laid over another.
pub(crate) fn print(
    input: &Input,
    created: OffsetDateTime,
    passages: &[Passage],
    over: Option<&Over>,
) -> Result<Printed, Stop> {
    // Nothing here promises to panic, but a panic of a library must not take the caller's thread down.
    catch_unwind(AssertUnwindSafe(|| {
        laid_out(input, created, passages, over)
    }))
    .unwrap_or_else(|_| Err(Stop::Jam(Jam("the typesetter panicked".to_owned()))))
}

fn laid_out(
    input: &Input,
    created: OffsetDateTime,
    passages: &[Passage],
    over: Option<&Over>,
) -> Result<Printed, Stop> {
    let page = &input.template.furniture;
    let main = page.languages.first().copied().unwrap_or(Language::En);
    let own = |shaper: &mut Shaper| {
        layout::learn(shaper, passages);
        layout::learn(shaper, &signature_page(input));
    };
    let shaper = Shaper::knowing(&input.template.vocabulary, own);
    let mut setter = Setter::new(shaper, main);
    let furniture = around(input);
    let mut overflow = Vec::new();
    let sheets = over.map(|over| over.sheets.as_slice()).unwrap_or_default();
    let mut pages = layout::sheets(&mut setter, sheets, &furniture.marks, &mut overflow);
    if !overflow.is_empty() {
        return Err(Stop::DoesNotFit(overflow));
    }
    for passage in passages {
        match (passage, &page.logo) {
            (Passage::Letterhead { name, lines }, Some(logo)) => {
                setter.letterhead(name, lines, Some((image(logo)?, author(input))));
            }
            _ => setter.passage(passage, page.languages.len() == 1),
        }
    }
    close(&mut setter, input, over);
    let mut flow = Flow::new(furniture.area());
    flow.run(std::mem::take(&mut setter.steps));
    let shift = over.map_or(0, |over| over.shift);
    let before = pages.len() + shift;
    let page_count = before + flow.pages.len();
    furniture.draw(&mut setter, &mut flow.pages, (before + 1, page_count));
    let frames = frames(input, &flow, before);
    pages.append(&mut flow.pages);
    let pdf = layout::write(
        &pages,
        setter.tree,
        about(input, created, main, over.is_some()),
    )?;
    Ok(Printed {
        pdf,
        page_count,
        frames,
    })
}

fn about(input: &Input, created: OffsetDateTime, language: Language, is_over: bool) -> About {
    let title = &input.template.title;
    About {
        kind: if is_over {
            Kind::Appearance
        } else {
            Kind::Document
        },
        identity: format!("{}/{}", input.request_number, input.short_code),
        created,
        language,
        names: Some((
            metadata_line(&format!("{} — {}", title.en, title.ar)),
            author(input),
        )),
    }
}

fn author(input: &Input) -> String {
    metadata_line(&format!("{} — {}", input.issuer.en, input.issuer.ar))
}

/// PDF/A lets no picture be smoothed by its reader (ISO 19005-2, 6.2.8.1).
const SMOOTHED: bool = false;

/// A logo, which was a PNG or JPEG when its template was read.
fn image(logo: &[u8]) -> Result<Image, Jam> {
    let is_png = logo.starts_with(b"\x89PNG");
    let read = if is_png {
        Image::from_png
    } else {
        Image::from_jpeg
    };
    read(logo.to_vec().into(), SMOOTHED).map_err(|why| Jam(format!("logo: {why}")))
}

fn around(input: &Input) -> Furniture {
    let page = &input.template.furniture;
    let line = |line: &Option<Phrase>| line.as_ref().map(|line| furniture(input, line));
    Furniture {
        header: line(&page.header),
        footer: line(&page.footer),
        marks: input.marks.iter().map(plain_words).collect(),
        request: value_words(&Bilingual::same(input.request_number)).en,
    }
}

/// The signature page.
fn close(setter: &mut Setter, input: &Input, over: Option<&Over>) {
    let annex = over.and_then(|over| over.annex.clone());
    setter.passage(&Passage::PageBreak, false);
    for passage in signature_page(input).into_iter().chain(annex) {
        setter.passage(&passage, false);
    }
    if let Some(check) = check(input) {
        setter.check(check);
    }
    for (index, signer) in input.signers.iter().enumerate() {
        setter.frame(index, &plain_words(&signer.label));
    }
}

/// Where the signers' frames came to stand, with so many pages before those that flowed.
fn frames(input: &Input, flow: &Flow, before: usize) -> Vec<Frame> {
    let frame = |(signer, page, (left, top)): &(usize, usize, (f32, f32))| {
        let height = flow.pages.get(*page)?.height;
        let top = height - top;
        Some(Frame {
            field_name: input.signers.get(*signer)?.field_name.clone(),
            page_index: page + before,
            rect: [
                left.to_owned(),
                top - layout::FRAME_HEIGHT,
                left + layout::FRAME_WIDTH,
                top,
            ],
        })
    };
    flow.spots.iter().filter_map(frame).collect()
}

/// What stands on the signature page above the frames.
pub(crate) fn signature_page(input: &Input) -> Vec<Passage> {
    let row = |en, ar, value| FieldRow {
        label: plain_words(&Bilingual::new(en, ar)),
        value,
    };
    let same = |text: &str| value_words(&Bilingual::same(text));
    let mut passages = vec![
        Passage::Heading {
            level: 1,
            number: None,
            text: plain_words(&Bilingual::new("Signature page", "صفحة التوقيع")),
        },
        Passage::Fields(vec![
            row("Document", "المستند", value_words(&input.template.title)),
            row("Issued by", "صادر عن", value_words(input.issuer)),
            row("Request number", "رقم الطلب", same(input.request_number)),
            row("Short code", "الرمز المختصر", same(input.short_code)),
            row("Date", "التاريخ", value_words(input.date)),
        ]),
        Passage::Paragraph {
            number: None,
            text: plain_words(&Bilingual::new(
                "This page belongs to the document and was laid out before signing. Each signature \
                 is drawn inside its frame when it is given; nothing else is added to the pages.",
                "هذه الصفحة جزء من المستند وأعدت قبل التوقيع. يرسم كل توقيع داخل إطاره عند \
                 إتمامه، ولا يضاف شيء آخر إلى الصفحات.",
            )),
        },
    ];
    passages.extend(
        input
            .marks
            .iter()
            .map(|mark| Passage::Notice(plain_words(mark))),
    );
    passages
}

/// Where anybody may check the document, with the QR code that leads to it.
fn check(input: &Input) -> Option<Check> {
    let address = input.check_address;
    let code = code(&format!("{address}/v/{}", input.short_code));
    let code = code.filter(|_| !address.is_empty())?;
    let text = plain_words(&Bilingual::new(
        "Whether this document is genuine, anybody can check here, by the file or by the short code:",
        "يمكن لأي شخص أن يتحقق هنا من أن المستند أصلي، بالملف نفسه أو بالرمز المختصر:",
    ));
    // Whoever copies the address gets it as it is: nothing is put into it where it may break.
    let address = metadata_line(&format!("{address}/verify"));
    Some(Check {
        text,
        address,
        code,
    })
}
