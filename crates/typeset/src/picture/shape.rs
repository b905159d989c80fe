//! Paths that are rectangles, and lines as areas.

use hayro::hayro_interpret::StrokeProps;
use hayro::kurbo::{self, Affine, BezPath, PathEl, Point, Rect, Stroke, StrokeOpts};

/// What numbers in a file may be off by, in pixels.
pub(super) const SLACK: f64 = 1.0 / 256.0;

/// Whether rectangles stay such, their sides along the pixels.
pub(super) fn is_upright(transform: Affine) -> bool {
    let [a, b, c, d, _, _] = transform.as_coeffs();
    (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0)
}

/// The area of a line along a path, a pixel wide at least (ISO 32000-2, 8.4.3.2); `None` if it is dashed or curved
/// (where it crosses itself a mask would show a hole), or has no width that is a number.
pub(super) fn stroked(path: &BezPath, stroke: &StrokeProps, transform: Affine) -> Option<BezPath> {
    let factor = transform.determinant().abs().sqrt();
    let width = f64::from(stroke.line_width).max(1.0 / factor);
    let is_curve = |e: &PathEl| matches!(e, PathEl::QuadTo(..) | PathEl::CurveTo(..));
    let is_plain = stroke.dash_array.is_empty() && !path.elements().iter().any(is_curve);
    if !(is_plain && factor.is_normal() && width.is_finite()) {
        return None;
    }
    let style = Stroke::new(width)
        .with_caps(stroke.line_cap)
        .with_join(stroke.line_join)
        .with_miter_limit(f64::from(stroke.miter_limit));
    let area = kurbo::stroke(path.iter(), &style, &StrokeOpts::default(), 0.1 / factor);
    Some(transform * area)
}

/// The rectangle that a path is, with sides along the pixels.
pub(super) fn rectangle(path: &BezPath) -> Option<Rect> {
    let bounds = path.control_box();
    let is_on = |along: f64, (low, high): (f64, f64)| {
        (along - low).abs() < SLACK || (along - high).abs() < SLACK
    };
    let is_corner =
        |at: Point| is_on(at.x, (bounds.x0, bounds.x1)) && is_on(at.y, (bounds.y0, bounds.y1));
    let mut corners = Vec::new();
    for (place, element) in path.elements().iter().enumerate() {
        match element {
            PathEl::MoveTo(at) if place == 0 && is_corner(*at) => corners.push(*at),
            PathEl::LineTo(at) if place > 0 && is_corner(*at) => corners.push(*at),
            PathEl::ClosePath if place >= 4 => {}
            _ => return None,
        }
    }
    let is_side = |from: &Point, to: &Point| {
        ((from.x - to.x).abs() < SLACK) != ((from.y - to.y).abs() < SLACK)
    };
    let ends_where_it_began = corners.len() == 4 || corners.first() == corners.last();
    let has_sides = corners
        .windows(2)
        .all(|pair| matches!(pair, [from, to] if is_side(from, to)));
    let turns = corners
        .windows(3)
        .all(|three| matches!(three, [one, _, other] if one != other));
    let fits = matches!(corners.len(), 4 | 5) && ends_where_it_began && has_sides && turns;
    fits.then_some(bounds)
}
