//! Pictures of Arabic pages that were looked at and found right, against which every later page is
//! held: numbers, dates, names, parentheses, mixed Latin, wrapped lines, lists, a table over a page's end.
//!
//! A picture is compared after a blur, so that another antialiasing is nothing and a letter that moved,
//! joined otherwise or turned around is something. `MITHAQ_GOLDEN=write` writes them anew: look at each
//! before it is committed.

use crate::sample::Sample;
use mithaq_typeset::*;
use std::path::PathBuf;

const SCALE: f32 = 1.5;
/// Half the side of the square that a pixel is averaged over.
const BLUR: usize = 1;
/// Of 255: what a blurred pixel may differ by before it counts.
const SHADE: u32 = 32;
/// Pixels of a page that may count: fewer than one digit has.
const MOST: usize = 4;

/// A page in shades of grey.
struct Grey {
    width: usize,
    height: usize,
    pixels: Vec<u32>,
}

impl Grey {
    fn decode(png: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
        let mut reader = decoder.read_info().unwrap();
        let mut buffer = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut buffer).unwrap();
        let samples = info.color_type.samples();
        let colours = if samples >= 3 { 3 } else { 1 };
        let pixels = buffer[..info.buffer_size()]
            .chunks_exact(samples)
            .map(|pixel| {
                pixel[..colours].iter().map(|v| u32::from(*v)).sum::<u32>() / colours as u32
            })
            .collect();
        Self {
            width: info.width as usize,
            height: info.height as usize,
            pixels,
        }
    }

    fn blurred(&self, x: usize, y: usize) -> u32 {
        let rows = y.saturating_sub(BLUR)..=(y + BLUR).min(self.height - 1);
        let columns = x.saturating_sub(BLUR)..=(x + BLUR).min(self.width - 1);
        let places =
            rows.flat_map(|row| columns.clone().map(move |column| row * self.width + column));
        let (mut sum, mut count) = (0, 0);
        for place in places {
            sum += self.pixels[place];
            count += 1;
        }
        sum / count
    }

    /// How many pixels differ.
    fn distance(&self, other: &Self) -> usize {
        assert_eq!((self.width, self.height), (other.width, other.height));
        let places = (0..self.height).flat_map(|y| (0..self.width).map(move |x| (x, y)));
        places
            .filter(|(x, y)| self.blurred(*x, *y).abs_diff(other.blurred(*x, *y)) > SHADE)
            .count()
    }
}

fn sample() -> Sample {
    let text = include_str!("golden.md");
    let template = Template::parse_markdown(text, &Default::default()).unwrap();
    let mut sample = Sample::of(template)
        .with("name", "Mona Abdelrahman", "منى عبد الرحمن السيد")
        .with("latin", "Ahmed Mohamed (Jr.)", "Ahmed Mohamed (Jr.)")
        .with("amount", "EGP 1,250.75", "1,250.75 جنيه")
        .with("day", "22 November 2026", "2026/11/22")
        .with("phone", "+20 100 123 4567", "+20 100 123 4567")
        .with("account", "EG38 0019 0005 0000", "EG38 0019 0005 0000");
    let row = |number: usize| {
        let (month, cents) = (number % 12 + 1, number * 7 % 100);
        let note = if number % 5 == 0 {
            "قسط (مؤجل) بموافقة Nile"
        } else {
            "قسط عادي"
        };
        let cells = [
            number.to_string(),
            format!("2026/{month:02}/01"),
            format!("1,134.{cents:02}"),
            note.to_owned(),
        ];
        cells.map(Bilingual::same).to_vec()
    };
    sample
        .tables
        .insert("plan".into(), (1..=60).map(row).collect());
    sample
}

fn pages(sample: &Sample) -> Vec<Vec<u8>> {
    let pages = PdfPages::open(sample.render().pdf).unwrap();
    let count = pages.page_count();
    (0..count)
        .map(|page| pages.picture(page, SCALE).unwrap())
        .collect()
}

fn golden(page: usize) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden");
    folder.join(format!("{page}.png"))
}

#[test]
fn arabic_pages_look_as_they_did_when_they_were_found_right() {
    let drawn = pages(&sample());
    assert_eq!(drawn.len(), 4, "text, a table on two pages, signatures");
    for (page, picture) in drawn.iter().enumerate() {
        if std::env::var_os("MITHAQ_GOLDEN").is_some() {
            std::fs::write(golden(page), picture).unwrap();
        }
        let known = std::fs::read(golden(page)).unwrap();
        let distance = Grey::decode(picture).distance(&Grey::decode(&known));
        assert!(distance <= MOST, "page {page} differs in {distance} pixels");
    }
}

#[test]
fn a_turned_bracket_another_digit_or_a_lost_head_is_seen() {
    let known = std::fs::read(golden(0)).unwrap();
    let first = |sample: Sample| Grey::decode(&pages(&sample)[0]).distance(&Grey::decode(&known));
    for (key, value) in [
        ("latin", "Ahmed Mohamed )Jr.("),
        ("account", "EG38 0019 0005 0001"),
        ("name", "منى عبد الرحمن السيذ"),
        ("amount", "1,250.75 حنيه"),
    ] {
        let distance = first(sample().with(key, value, value));
        assert!(distance > MOST, "{key}: {distance}");
    }
    // The second page of the table without its repeated head.
    let known = std::fs::read(golden(2)).unwrap();
    let mut short = sample();
    short.tables.get_mut("plan").unwrap().truncate(3);
    let page = Grey::decode(&pages(&short)[1]);
    assert!(page.distance(&Grey::decode(&known)) > MOST);
}

#[test]
fn a_document_has_up_to_three_hundred_pages() {
    let page = "The company finances the purchase. :: تمول الشركة الشراء.\n\n\\pagebreak\n\n";
    let text = format!("---\ntitle: T :: ع\n---\n{}", page.repeat(299));
    let template = Template::parse_markdown(&text, &Default::default()).unwrap();
    assert_eq!(Sample::of(template).render().page_count, 300);
}
