//! Pixels → the smallest PNG that a page of text needs: ten colours chosen from the page, in
//! which black letters keep every shade that an eye can tell; full colour where there are
//! photographs.

use std::borrow::Borrow;

use png::{BitDepth, ColorType, Compression, DeflateCompression, Encoder, Filter};

/// Channels are compared at four bits, so there are this many cells of colour.
const CELLS: usize = 1 << 12;
/// A page with more cells in use than this holds a photograph or a shading.
const MOST_CELLS_OF_TEXT: usize = 400;
const PALETTE: usize = 10;
/// What four bits can tell.
const MOST_COLOURS: usize = 16;

/// A flat picture as PNG: `pixels` are places in `colours`. `None` if the sizes do not fit each other.
pub(super) fn flat_png(
    (width, height): (u32, u32),
    colours: &[[u8; 3]],
    pixels: &[u8],
) -> Option<Vec<u8>> {
    let row = usize::try_from(width).ok()?;
    if row == 0 || pixels.len() != row * usize::try_from(height).ok()? {
        return None;
    }
    let mut of_place = [0; 1 << u8::BITS];
    if colours.len() <= MOST_COLOURS {
        for (place, own) in (0..=u8::MAX).zip(&mut of_place) {
            *own = place;
        }
        let packed = packed_places(row, pixels, &of_place);
        return write(width, height, &packed, Some(colours.concat()));
    }
    let used = used_places(colours, row, pixels);
    let palette = chosen(&used);
    let of_cell = places(&used, &palette);
    for (place, colour) in of_place.iter_mut().zip(colours) {
        let nearest = of_cell.get(usize::from(cell(colour)));
        *place = nearest.copied().unwrap_or(0);
    }
    let packed = packed_places(row, pixels, &of_place);
    let colours = palette.iter().flat_map(Used::mean);
    write(width, height, &packed, Some(colours.collect()))
}

/// Two pixels a byte, each row from a byte of its own. Most of a page is paper, which is place 0.
fn packed_places(width: usize, pixels: &[u8], of_place: &[u8; 256]) -> Vec<u8> {
    let [paper, ..] = of_place;
    let row = width.max(1);
    let bytes = row.div_ceil(2);
    let mut packed = vec![paper << 4 | paper; pixels.len().div_ceil(row) * bytes];
    // A byte always is a place in the table.
    let of = |place: u8| of_place.get(usize::from(place)).copied().unwrap_or(0);
    for (row, packed) in pixels.chunks(row).zip(packed.chunks_mut(bytes)) {
        let (eights, rest) = row.as_chunks::<8>();
        let (fours, last) = packed.split_at_mut(eights.len() * 4);
        for (eight, four) in eights.iter().zip(fours.as_chunks_mut::<4>().0) {
            if *eight != [0; 8] {
                let [a, b, c, d, e, f, g, h] = eight.map(of);
                *four = [a << 4 | b, c << 4 | d, e << 4 | f, g << 4 | h];
            }
        }
        for (pair, byte) in rest.chunks(2).zip(last) {
            let right = pair.get(1).map_or(0, |right| of(*right));
            *byte = pair.first().map_or(0, |left| of(*left) << 4) | right;
        }
    }
    packed
}

/// The colours, in cells, with how often each is met in one row of four: enough to tell which matter.
fn used_places(colours: &[[u8; 3]], width: usize, pixels: &[u8]) -> Vec<Used> {
    let mut counts = [1; 1 << u8::BITS];
    let mut count = |place: u8, times| {
        if let Some(count) = counts.get_mut(usize::from(place)) {
            *count += times;
        }
    };
    for row in pixels.chunks(width.max(1)).step_by(4) {
        let (eights, rest) = row.as_chunks::<8>();
        for eight in eights {
            if *eight == [0; 8] {
                count(0, 8);
            } else {
                eight.iter().for_each(|place| count(*place, 1));
            }
        }
        rest.iter().for_each(|place| count(*place, 1));
    }
    gathered(colours.iter().zip(counts))
}

/// Opaque RGBA pixels as PNG; `None` if the sizes do not fit each other.
pub(super) fn png(width: u32, height: u32, rgba: &[u8]) -> Option<Vec<u8>> {
    let pixels = usize::try_from(u64::from(width) * u64::from(height)).ok()?;
    let (rgba, rest) = rgba.as_chunks::<4>();
    if pixels == 0 || rgba.len() != pixels || !rest.is_empty() {
        return None;
    }
    let used = used(rgba);
    if used.len() > MOST_CELLS_OF_TEXT {
        let opaque = |[red, green, blue, _]: &[u8; 4]| [*red, *green, *blue];
        let rgb: Vec<u8> = rgba.iter().flat_map(opaque).collect();
        return write(width, height, &rgb, None);
    }
    let palette = chosen(&used);
    let places = places(&used, &palette);
    let packed = packed(usize::try_from(width).ok()?, rgba, &places);
    let colours = palette.iter().flat_map(|used| used.mean());
    write(width, height, &packed, Some(colours.collect()))
}

/// Two pixels a byte, each row from a byte of its own. Most of a page is paper, so neighbours that are as the two before
/// them are not looked up.
fn packed(width: usize, rgba: &[[u8; 4]], places: &[u8]) -> Vec<u8> {
    let place = |[red, green, blue, _]: &[u8; 4]| {
        let cell = cell(&[*red, *green, *blue]);
        places.get(usize::from(cell)).copied().unwrap_or(0)
    };
    let mut packed = Vec::with_capacity(rgba.len() / 2 + rgba.len() / width.max(1) + 1);
    let mut last = ([0; 4], [0; 4]);
    let mut byte = place(&last.0) << 4 | place(&last.1);
    for row in rgba.chunks(width.max(1)) {
        let (pairs, odd) = row.as_chunks::<2>();
        for [left, right] in pairs {
            if last != (*left, *right) {
                last = (*left, *right);
                byte = place(left) << 4 | place(right);
            }
            packed.push(byte);
        }
        packed.extend(odd.first().map(|left| place(left) << 4));
    }
    packed
}

/// A colour at four bits a channel, rounded.
fn cell([red, green, blue]: &[u8; 3]) -> u16 {
    // The same as dividing by 17, for every byte.
    let four = |channel: &u8| ((u32::from(*channel) + 8) * 241) >> 12;
    let cell = four(red) << 8 | four(green) << 4 | four(blue);
    u16::try_from(cell).unwrap_or(0)
}

fn channels(cell: u16) -> [u8; 3] {
    [8, 4, 0].map(|shift| u8::try_from(cell >> shift & 15).unwrap_or(15))
}

/// A cell in use: how many pixels it holds, and the sum of their channels.
#[derive(Clone, Copy)]
struct Used {
    cell: u16,
    count: u64,
    sums: [u64; 3],
}

impl Used {
    fn mean(&self) -> [u8; 3] {
        let mean = |sum| (sum + self.count / 2) / self.count.max(1);
        self.sums.map(|sum| u8::try_from(mean(sum)).unwrap_or(255))
    }
}

/// The cells in use. Of neighbours that are the same only their number is counted at first.
fn used(rgba: &[[u8; 4]]) -> Vec<Used> {
    const PAPER: [u8; 3] = [u8::MAX; 3];
    let runs = rgba.chunk_by(|one, next| one == next);
    let colour = |run: &[[u8; 4]]| {
        run.first()
            .map_or(PAPER, |[red, green, blue, _]| [*red, *green, *blue])
    };
    gathered(runs.map(|run| (colour(run), u64::try_from(run.len()).unwrap_or(0))))
}

/// The cells of colours that are there so many times.
fn gathered(colours: impl Iterator<Item = (impl Borrow<[u8; 3]>, u64)>) -> Vec<Used> {
    let empty = |cell| Used {
        cell,
        count: 0,
        sums: [0; 3],
    };
    let mut all: Vec<Used> = (0..).take(CELLS).map(empty).collect();
    for (colour, count) in colours {
        let colour = colour.borrow();
        if let Some(used) = all.get_mut(usize::from(cell(colour))) {
            used.count += count;
            for (sum, channel) in used.sums.iter_mut().zip(colour) {
                *sum += u64::from(*channel) * count;
            }
        }
    }
    all.retain(|used| used.count > 0);
    all
}

/// The palette: the commonest colour, then again and again the one that suffers most from what
/// is already there.
fn chosen(used: &[Used]) -> Vec<Used> {
    let mut palette: Vec<Used> = Vec::with_capacity(PALETTE);
    while palette.len() < PALETTE {
        let loss = |used: &Used| {
            let nearest = palette
                .iter()
                .map(|colour| distance(colour.cell, used.cell))
                .min();
            used.count.isqrt() * nearest.unwrap_or(1)
        };
        match used.iter().max_by_key(|used| loss(used)) {
            Some(worst) if loss(worst) > 0 => palette.push(*worst),
            _ => break,
        }
    }
    palette
}

fn places(used: &[Used], palette: &[Used]) -> Vec<u8> {
    let mut places = vec![0; CELLS];
    for Used { cell, .. } in used {
        let ranked = (0_u8..).zip(palette);
        let nearest = ranked.min_by_key(|(_, colour)| distance(colour.cell, *cell));
        if let (Some(place), Some((index, _))) = (places.get_mut(usize::from(*cell)), nearest) {
            *place = index;
        }
    }
    places
}

fn distance(one: u16, other: u16) -> u64 {
    let pairs = channels(one).into_iter().zip(channels(other));
    pairs.map(|(a, b)| u64::from(a.abs_diff(b)).pow(2)).sum()
}

/// Two pixels a byte with a palette, three bytes a pixel without.
fn write(width: u32, height: u32, data: &[u8], palette: Option<Vec<u8>>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, width, height);
    if let Some(palette) = palette {
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(BitDepth::Four);
        encoder.set_palette(palette);
        // Filters help photographs; repeated letters compress better without. Level 6 takes twice as long as 2 for a
        // picture that is 4 % smaller.
        encoder.set_deflate_compression(DeflateCompression::Level(2));
        encoder.set_filter(Filter::NoFilter);
    } else {
        encoder.set_color(ColorType::Rgb);
        encoder.set_compression(Compression::Balanced);
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
        let opaque = colours.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]);
        let rgba: Vec<u8> = opaque.collect();
        png(u32::try_from(colours.len()).unwrap(), 1, &rgba).unwrap()
    }

    #[test]
    fn a_few_colours_become_a_palette_of_themselves() {
        let (colour, pixels) = decoded(&picture(&[[255; 3], [204, 0, 51], [255; 3]]));
        assert_eq!(colour, ColorType::Indexed);
        assert_eq!(pixels, [255, 255, 255, 204, 0, 51, 255, 255, 255]);
    }

    #[test]
    fn shades_of_grey_come_back_nearly_as_they_were() {
        let greys: Vec<[u8; 3]> = (0..=255).map(|grey| [grey; 3]).collect();
        let (colour, pixels) = decoded(&picture(&greys));
        assert_eq!(colour, ColorType::Indexed);
        let worst = greys
            .concat()
            .iter()
            .zip(&pixels)
            .map(|(a, b)| a.abs_diff(*b))
            .max();
        assert!(worst < Some(32), "{worst:?}");
    }

    #[test]
    fn photographs_keep_every_colour() {
        let many =
            (0..64_u8).flat_map(|r| (0..64_u8).map(move |g| [r * 4, g * 4, r.wrapping_mul(g)]));
        let colours: Vec<[u8; 3]> = many.collect();
        let (colour, pixels) = decoded(&picture(&colours));
        assert_eq!(colour, ColorType::Rgb);
        assert_eq!(pixels, colours.concat());
    }

    #[test]
    fn flat_pictures_keep_sixteen_colours_and_odd_rows() {
        let colours: Vec<[u8; 3]> = (0..16).map(|shade| [255 - shade * 16, shade, 7]).collect();
        let pixels: Vec<u8> = (0..33_u8).map(|pixel| pixel % 16).chain([0; 33]).collect();
        let (colour, decoded) = decoded(&flat_png((33, 2), &colours, &pixels).unwrap());
        assert_eq!(colour, ColorType::Indexed);
        let expected = pixels.iter().flat_map(|place| colours[usize::from(*place)]);
        assert_eq!(decoded, expected.collect::<Vec<u8>>());
    }

    #[test]
    fn flat_pictures_of_more_colours_keep_what_differs_most() {
        let mut colours: Vec<[u8; 3]> = (0..40).map(|shade| [255 - shade * 6; 3]).collect();
        colours.push([200, 0, 0]);
        let pixels: Vec<u8> = (0..41).collect();
        let (_, decoded) = decoded(&flat_png((41, 1), &colours, &pixels).unwrap());
        let far = colours
            .concat()
            .into_iter()
            .zip(&decoded)
            .map(|(a, b)| a.abs_diff(*b))
            .max();
        assert!(far < Some(32), "{far:?}");
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused() {
        assert_eq!(flat_png((2, 2), &[[255; 3]], &[0; 3]), None);
        assert_eq!(flat_png((0, 2), &[[255; 3]], &[]), None);
        assert_eq!(png(2, 2, &[0; 15]), None);
        assert_eq!(png(0, 2, &[]), None);
    }
}
