//! A QR code (ISO/IEC 18004) as a drawing. What it says and where it stands is `print`'s business.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// Free modules on each side (ISO/IEC 18004, 6.3.8).
const QUIET: i32 = 4;

/// The code of a text as SVG with one path; nothing where the text is longer than any code holds. A sixth of
/// it may be lost on paper.
pub(crate) fn drawing(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let dark = (x..size).take_while(|x| code.get_module(*x, y)).count();
            let length = i32::try_from(dark).unwrap_or(0);
            if length > 0 {
                // Writing into a String cannot fail.
                let (left, top) = (x + QUIET, y + QUIET);
                let _ = write!(path, "M{left} {top}h{length}v1h-{length}z");
            }
            x += length + 1;
        }
    }
    let whole = size + 2 * QUIET;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"{whole}\" \
         viewBox=\"0 0 {whole} {whole}\"><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_the_same_drawing_and_another_text_another() {
        let one = drawing("https://sign.example.com/v/K7QM-4T2X-9HPD-WZ3B");
        assert_eq!(
            one,
            drawing("https://sign.example.com/v/K7QM-4T2X-9HPD-WZ3B")
        );
        assert_ne!(
            one,
            drawing("https://sign.example.com/v/K7QM-4T2X-9HPD-WZ3C")
        );
        assert!(one.is_some_and(|svg| svg.starts_with("<svg ") && svg.len() < 12_000));
    }

    #[test]
    fn a_text_that_no_code_holds_has_none() {
        assert_eq!(drawing(&"x".repeat(5000)), None);
    }
}
