//! A QR code (ISO/IEC 18004) as bars. What it says and where it stands is `print`'s business.

use qrcodegen::{QrCode, QrCodeEcc};

/// Free modules on each side (ISO/IEC 18004, 6.3.8).
const QUIET: i32 = 4;

/// A code, measured in modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// Its side, with what is free around it.
    pub whole: i32,
    /// Left, top and length of each stretch of dark modules.
    pub bars: Vec<(i32, i32, i32)>,
}

/// The code of a text; nothing where the text is longer than any code holds. A sixth of it may be lost on
/// paper.
pub(crate) fn code(text: &str) -> Option<Code> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let mut bars = Vec::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let dark = (x..size).take_while(|x| code.get_module(*x, y)).count();
            let length = i32::try_from(dark).unwrap_or(0);
            if length > 0 {
                bars.push((x + QUIET, y + QUIET, length));
            }
            x += length + 1;
        }
    }
    Some(Code {
        whole: size + 2 * QUIET,
        bars,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_the_same_code_and_another_text_another() {
        let one = code("https://sign.example.com/v/K7QM-4T2X-9HPD-WZ3B");
        assert_eq!(one, code("https://sign.example.com/v/K7QM-4T2X-9HPD-WZ3B"));
        assert_ne!(one, code("https://sign.example.com/v/K7QM-4T2X-9HPD-WZ3C"));
        let within = |code: Code| {
            let edge = code.whole - QUIET;
            code.bars
                .iter()
                .all(|(x, y, length)| *x >= QUIET && *y >= QUIET && x + length <= edge && *y < edge)
        };
        assert!(one.is_some_and(within));
    }

    #[test]
    fn a_text_that_no_code_holds_has_none() {
        assert_eq!(code(&"x".repeat(5000)), None);
    }
}
