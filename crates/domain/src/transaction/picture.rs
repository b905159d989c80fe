//! What counts as a picture: JPEG or PNG by its first bytes, its size by its header. Nothing is
//! decoded here, so that a small file that unfolds to gigabytes costs nothing.

use super::fault::Fault;

/// Most bytes of a picture (`wire.md` 9, 5002).
pub const MOST_BYTES: usize = 5 * 1024 * 1024;
/// Most pixels of a picture (`wire.md` 9, 5003).
pub const MOST_PIXELS: u64 = 25_000_000;

/// How a PNG begins.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// How a JPEG begins.
pub const JPEG: &[u8] = b"\xff\xd8\xff";

/// Looks at bytes as a picture: a fault where they are none, or too large a one.
pub fn inspect(bytes: &[u8]) -> Result<(), Fault> {
    if bytes.len() > MOST_BYTES {
        return Err(Fault::TooManyBytes);
    }
    let size = if let Some(chunks) = bytes.strip_prefix(PNG) {
        png_size(chunks)
    } else if bytes.starts_with(JPEG) {
        jpeg_size(bytes)
    } else {
        None
    };
    match size {
        Some((width, height)) if width > 0 && height > 0 => {
            let pixels = u64::from(width) * u64::from(height);
            if pixels > MOST_PIXELS {
                Err(Fault::TooManyPixels)
            } else {
                Ok(())
            }
        }
        _ => Err(Fault::UnsupportedDocument),
    }
}

/// Width and height of the header chunk, which is the first (PNG, third edition, 11.2.1).
fn png_size(chunks: &[u8]) -> Option<(u32, u32)> {
    let header = chunks.strip_prefix(b"\x00\x00\x00\x0dIHDR")?;
    let (width, rest) = header.split_first_chunk::<4>()?;
    let (height, _) = rest.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}

/// Width and height of the first frame header (ITU T.81, B.2.2). The segments before it are passed
/// by their lengths.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.get(2..)?;
    loop {
        let (marker, after) = rest.split_first_chunk::<2>()?;
        let [0xff, marker] = *marker else { return None };
        if marker == 0xff {
            // A fill byte before a marker (B.1.1.2).
            rest = rest.get(1..)?;
            continue;
        }
        let (length, segment) = after.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        match marker {
            // Frame headers; C4, C8 and CC among their numbers are none (table B.1).
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let (sizes, _) = segment.get(1..)?.split_first_chunk::<4>()?;
                let [h1, h2, w1, w2] = *sizes;
                let (height, width) = (u16::from_be_bytes([h1, h2]), u16::from_be_bytes([w1, w2]));
                return Some((width.into(), height.into()));
            }
            // Restart marks, a second beginning, the end, the scan: no frame came before.
            0xd0..=0xda | 0x00 | 0x01 => return None,
            _ => rest = segment.get(length.checked_sub(2)?..)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = PNG.to_vec();
        bytes.extend(b"\x00\x00\x00\x0dIHDR");
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0\x00\x11\x08".to_vec();
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes
    }

    #[test]
    fn a_picture_is_known_by_its_header_and_measured_by_it() {
        assert_eq!(inspect(&png(1000, 800)), Ok(()));
        assert_eq!(inspect(&jpeg(1000, 800)), Ok(()));
        for large in [png(5001, 5000), jpeg(5001, 5000), png(u32::MAX, u32::MAX)] {
            assert_eq!(inspect(&large), Err(Fault::TooManyPixels));
        }
        assert_eq!(inspect(&png(5000, 5000)), Ok(()));
        let heavy = vec![0; MOST_BYTES + 1];
        assert_eq!(inspect(&heavy), Err(Fault::TooManyBytes));
    }

    #[test]
    fn what_only_looks_like_a_picture_is_none() {
        let cut = png(10, 10);
        for wrong in [
            b"".as_slice(),
            b"GIF89a",
            b"%PDF-1.7",
            b"<svg/>",
            PNG,
            JPEG,
            cut.get(..20).unwrap_or_default(),
            &png(0, 10),
            &jpeg(10, 0),
            b"\xff\xd8\xff\xe0\x00\x00",
            b"\xff\xd8\xff\xda\x00\x02",
        ] {
            assert_eq!(inspect(wrong), Err(Fault::UnsupportedDocument), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_cause_a_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = inspect(&body);
            for start in [PNG, JPEG] {
                let mut bytes = start.to_vec();
                bytes.extend(&body);
                let _ = inspect(&bytes);
            }
        }
    }
}
