//! What of a line lies in a box. (The encoder's own box draws what lies outside along its edge, which is right for areas alone.)

/// A place in the plane.
pub(crate) type Point = (f64, f64);

/// The pieces of a line within the square from `low` to `high` in both directions, by Liang and Barsky: each segment is cut by itself.
pub(crate) fn pieces(line: &[Point], low: f64, high: f64) -> Vec<Vec<Point>> {
    let mut found: Vec<Vec<Point>> = Vec::new();
    for pair in line.windows(2) {
        let [from, to] = pair else { continue };
        let Some((enter, leave)) = inside(*from, *to, low, high) else { continue };
        match found.last_mut() {
            Some(piece) if piece.last() == Some(&enter) => piece.push(leave),
            _ => found.push(vec![enter, leave]),
        }
    }
    found
}

/// Where a segment enters and leaves the square; `None` if it stays outside.
fn inside(from: Point, to: Point, low: f64, high: f64) -> Option<(Point, Point)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, from.0 - low), (dx, high - from.0), (-dy, from.1 - low), (dy, high - from.1)] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enter = enter.max(room / step);
        } else {
            leave = leave.min(room / step);
        }
    }
    let at = |part: f64| (from.0 + dx * part, from.1 + dy * part);
    // An end that lies inside stays exactly what it is, so that the next segment is seen to go on from it.
    let first = if enter == 0.0 { from } else { at(enter) };
    let last = if leave == 1.0 { to } else { at(leave) };
    (enter < leave).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn a_line_that_comes_back_is_two_pieces_and_one_that_passes_by_is_none() {
        let line = [(-5.0, 5.0), (5.0, 5.0), (5.0, -20.0), (8.0, -20.0), (8.0, 5.0)];
        let found = pieces(&line, 0.0, 10.0);
        assert_eq!(found, [vec![(0.0, 5.0), (5.0, 5.0), (5.0, 0.0)], vec![(8.0, 0.0), (8.0, 5.0)]]);
        assert!(pieces(&[(-5.0, -1.0), (20.0, -1.0)], 0.0, 10.0).is_empty());
        assert!(pieces(&[(-5.0, 4.0), (4.0, -5.0)], 0.0, 10.0).is_empty(), "around the corner");
        assert_eq!(pieces(&[(-10.0, 5.0), (20.0, 5.0)], 0.0, 10.0), [vec![(0.0, 5.0), (10.0, 5.0)]], "through it");
    }
}
