//! Pixels → the smallest PNG that a text page needs: shades of grey or a palette at four bits a
//! channel, which no eye tells from eight on black letters, and full colour for photographs.

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use std::collections::HashMap;

/// Opaque RGBA pixels as PNG; `None` if the sizes do not fit each other.
pub(super) fn png(width: u32, height: u32, rgba: &[u8]) -> Option<Vec<u8>> {
    let pixels = usize::try_from(u64::from(width) * u64::from(height)).ok()?;
    if rgba.len() != pixels.checked_mul(4)? {
        return None;
    }
    if let Some(shades) = grey(rgba) {
        return write(
            width,
            height,
            ColorType::Grayscale,
            &packed(&shades, width)?,
            None,
        );
    }
    match palette(rgba) {
        Some((colours, indices)) => {
            write(width, height, ColorType::Indexed, &indices, Some(colours))
        }
        None => {
            let rgb: Vec<u8> = rgba
                .chunks_exact(4)
                .flat_map(|p| p.iter().copied().take(3))
                .collect();
            write(width, height, ColorType::Rgb, &rgb, None)
        }
    }
}

/// Sixteen shades, if no pixel is coloured.
fn grey(rgba: &[u8]) -> Option<Vec<u8>> {
    let shade = |pixel: &[u8]| match pixel {
        [r, g, b, _] if r == g && g == b => Some(four_bits(*r)),
        _ => None,
    };
    rgba.chunks_exact(4).map(shade).collect()
}

/// Rounds a channel to one of sixteen levels.
fn four_bits(channel: u8) -> u8 {
    u8::try_from((u16::from(channel) + 8) / 17).unwrap_or(15)
}

/// Two pixels in a byte, each row from a new byte.
fn packed(shades: &[u8], width: u32) -> Option<Vec<u8>> {
    let rows = shades.chunks_exact(usize::try_from(width).ok()?);
    let byte = |pair: &[u8]| match pair {
        [left, right] => left << 4 | right,
        [left] => left << 4,
        _ => 0,
    };
    Some(rows.flat_map(|row| row.chunks(2).map(byte)).collect())
}

/// A palette of at most 256 colours and each pixel's place in it.
fn palette(rgba: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut places: HashMap<[u8; 3], u8> = HashMap::new();
    let mut colours = Vec::new();
    let mut indices = Vec::with_capacity(rgba.len() / 4);
    let mut last = None;
    for pixel in rgba.chunks_exact(4) {
        let [r, g, b, _] = pixel else { return None };
        let colour = [four_bits(*r), four_bits(*g), four_bits(*b)];
        let place = match last {
            Some((before, place)) if before == colour => place,
            _ => match places.get(&colour) {
                Some(place) => *place,
                None => {
                    let place = u8::try_from(places.len()).ok()?;
                    places.insert(colour, place);
                    colours.extend(colour.map(|channel| channel * 17));
                    place
                }
            },
        };
        last = Some((colour, place));
        indices.push(place);
    }
    Some((colours, indices))
}

fn write(
    width: u32,
    height: u32,
    colour: ColorType,
    data: &[u8],
    palette: Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, width, height);
    encoder.set_color(colour);
    let grey = colour == ColorType::Grayscale;
    encoder.set_depth(if grey {
        BitDepth::Four
    } else {
        BitDepth::Eight
    });
    encoder.set_compression(Compression::Balanced);
    // Filters help photographs; repeated letters compress better without.
    if colour != ColorType::Rgb {
        encoder.set_filter(Filter::NoFilter);
    }
    if let Some(palette) = palette {
        encoder.set_palette(palette);
    }
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(data).ok()?;
    writer.finish().ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn decoded(png: &[u8]) -> (ColorType, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let colour = reader.info().color_type;
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        pixels.truncate(frame.buffer_size());
        (colour, pixels)
    }

    fn picture(colours: &[[u8; 3]]) -> Vec<u8> {
        let rgba: Vec<u8> = colours
            .iter()
            .flat_map(|[r, g, b]| [*r, *g, *b, 255])
            .collect();
        png(u32::try_from(colours.len()).unwrap(), 1, &rgba).unwrap()
    }

    #[test]
    fn grey_pages_become_four_bit_grey() {
        let (colour, pixels) = decoded(&picture(&[[255; 3], [0; 3], [120; 3]]));
        assert_eq!(colour, ColorType::Grayscale);
        assert_eq!(pixels, [255, 0, 119]);
    }

    #[test]
    fn a_few_colours_become_a_palette() {
        let (colour, pixels) = decoded(&picture(&[[255; 3], [204, 0, 51], [255; 3]]));
        assert_eq!(colour, ColorType::Indexed);
        assert_eq!(pixels, [255, 255, 255, 204, 0, 51, 255, 255, 255]);
    }

    #[test]
    fn photographs_keep_every_colour() {
        let colours: Vec<_> = (0..=255)
            .flat_map(|r| [[r, 255 - r, 7], [r, r / 2, 200]])
            .collect();
        let (colour, pixels) = decoded(&picture(&colours));
        assert_eq!(colour, ColorType::Rgb);
        assert_eq!(pixels, colours.concat());
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused() {
        assert_eq!(png(2, 2, &[0; 15]), None);
    }
}
