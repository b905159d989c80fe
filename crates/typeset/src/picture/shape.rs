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

/// The rectangle that a path is, with sides along the pixels: once around its four corners.
pub(super) fn rectangle(path: &BezPath) -> Option<Rect> {
    let bounds = path.control_box();
    if bounds.width().min(bounds.height()) < 4.0 * SLACK {
        return None;
    }
    let is_far = |along: f64, (near, far): (f64, f64)| match along {
        _ if (along - near).abs() < SLACK => Some(false),
        _ if (along - far).abs() < SLACK => Some(true),
        _ => None,
    };
    let corner = |at: Point| {
        let right = is_far(at.x, (bounds.x0, bounds.x1))?;
        Some((right, is_far(at.y, (bounds.y0, bounds.y1))?))
    };
    let mut corners = Vec::new();
    for (place, element) in path.elements().iter().enumerate() {
        match element {
            PathEl::MoveTo(at) if place == 0 => corners.push(corner(*at)?),
            PathEl::LineTo(at) if place > 0 => corners.push(corner(*at)?),
            PathEl::ClosePath if place >= 4 => {}
            _ => return None,
        }
    }
    let [first, second, third, fourth, rest @ ..] = corners.as_slice() else {
        return None;
    };
    // From a corner to one beside it, from there on to the opposite one, and by the fourth back again.
    let opposite = |(right, low): (bool, bool)| (!right, !low);
    let is_beside = (first.0 == second.0) != (first.1 == second.1);
    let is_around = *third == opposite(*first) && *fourth == opposite(*second);
    let ends = rest.is_empty() || rest == [*first];
    (is_beside && is_around && ends).then_some(bounds)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use hayro::kurbo::Shape;

    fn path(points: &[(f64, f64)]) -> BezPath {
        let mut path = BezPath::new();
        path.move_to(points[0]);
        points[1..].iter().for_each(|point| path.line_to(*point));
        path.close_path();
        path
    }

    #[test]
    fn a_rectangle_is_one_from_each_corner_and_either_way_around() {
        let area = Rect::new(1.0, 2.0, 30.0, 40.0);
        assert_eq!(rectangle(&area.to_path(0.1)), Some(area));
        let mut corners = [(1.0, 2.0), (30.0, 2.0), (30.0, 40.0), (1.0, 40.0)];
        for _ in 0..2 {
            for _ in 0..4 {
                corners.rotate_left(1);
                assert_eq!(rectangle(&path(&corners)), Some(area), "{corners:?}");
                let closed: Vec<_> = corners.into_iter().chain([corners[0]]).collect();
                assert_eq!(rectangle(&path(&closed)), Some(area), "{corners:?}");
            }
            corners.reverse();
        }
    }

    #[test]
    fn what_has_no_area_or_crosses_itself_is_no_rectangle() {
        for corners in [
            &[(0.0, 0.0), (595.0, 0.0), (0.001, 0.0), (0.001, 842.0)][..],
            &[(0.0, 0.0), (9.0, 9.0), (9.0, 0.0), (0.0, 9.0)],
            &[(0.0, 0.0), (9.0, 0.0), (0.0, 0.0), (9.0, 0.0)],
            &[(0.0, 0.0), (9.0, 0.0), (9.0, 9.0)],
            &[(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (9.0, 9.0)],
            &[(0.0, 0.0), (9.0, 0.0), (9.0, 5.0), (0.0, 9.0)],
            &[(0.0, 0.0), (9.0, 0.0), (9.0, 0.001), (0.0, 0.001)],
        ] {
            assert_eq!(rectangle(&path(corners)), None, "{corners:?}");
        }
    }
}
