//! SVG being written: shapes in drawing order, and the fixed things from `assets/demo`.

use super::SIZE;
use std::fmt::Write as _;

const MARK: &str = include_str!("../../../../assets/demo/mark.svg");

/// An SVG document in the making.
pub(super) struct Drawing(String);

impl Drawing {
    pub(super) fn new() -> Self {
        Self(String::with_capacity(24_000))
    }

    /// A filled polygon or path, by its `d`.
    pub(super) fn fill(&mut self, d: &str, colour: &str) {
        let _ = write!(self.0, r#"<path d="{d}" fill="{colour}"/>"#);
    }

    /// A line along `d`.
    pub(super) fn stroke(&mut self, d: &str, colour: &str, width: f64) {
        let _ = write!(self.0, r#"<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.1}" stroke-linecap="round"/>"#);
    }

    /// An ellipse with an opacity.
    pub(super) fn blob(&mut self, centre: (f64, f64), radius: (f64, f64), colour: &str, opacity: f64) {
        let ((x, y), (rx, ry)) = (centre, radius);
        let _ = write!(self.0, r#"<ellipse cx="{x:.1}" cy="{y:.1}" rx="{rx:.1}" ry="{ry:.1}" fill="{colour}" fill-opacity="{opacity:.2}"/>"#);
    }

    /// A rectangle, turned by `degrees` around its middle.
    pub(super) fn tile(&mut self, middle: (f64, f64), size: (f64, f64), degrees: f64, colour: &str) {
        let ((x, y), (w, h)) = (middle, size);
        let _ = write!(
            self.0,
            r#"<rect x="{:.1}" y="{:.1}" width="{w:.1}" height="{h:.1}" rx="2" transform="rotate({degrees:.0} {x:.1} {y:.1})" fill="{colour}"/>"#,
            x - w / 2.0,
            y - h / 2.0
        );
    }

    /// One of the fixed things, its tokens (`$wall`) replaced by colours, put with its origin at `at` and scaled.
    pub(super) fn thing(&mut self, svg: &str, at: (f64, f64), scale: f64, colours: &[(&str, &str)]) {
        let painted = colours.iter().fold(svg.to_string(), |text, (token, colour)| text.replace(token, colour));
        let _ = write!(self.0, r#"<g transform="translate({:.1} {:.1}) scale({scale:.3})">{painted}</g>"#, at.0, at.1);
    }

    /// The document, seen through `frame` (x, y, width, height), with 示意 in the corner of what is seen.
    pub(super) fn finish(self, (x, y, width, height): (f64, f64, f64, f64)) -> String {
        let (w, h) = SIZE;
        let scale = width / f64::from(w);
        let (mark_x, mark_y) = (x + 24.0 * scale, y + 24.0 * scale);
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="{x:.1} {y:.1} {width:.1} {height:.1}">{}<g transform="translate({mark_x:.1} {mark_y:.1}) scale({scale:.3})">{MARK}</g></svg>"#,
            self.0
        )
    }
}
