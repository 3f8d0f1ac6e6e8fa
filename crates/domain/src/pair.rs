//! A photograph from after, beside the one from before: what is odd about the two. Hints for people; they refuse nothing.
//!
//! Everything that goes in is in rows, so every replica comes to the same hints by itself and none is stored.

use crate::Millis;
use crate::distance::distance;
use crate::sighting::Position;

/// Metres apart, beyond what both positions are unsure of, from which it may be another place.
pub const FAR: f64 = 30.0;
/// Degrees turned from which it may be another view. A compass in a hand is wrong by 20 easily.
pub const TURNED: f64 = 45.0;

/// What one photograph says of itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// When it was taken.
    pub taken_at: Millis,
    /// Where.
    pub position: Option<Position>,
    /// Direction of view, degrees from north.
    pub bearing: Option<f64>,
}

/// What is odd about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// Taken elsewhere.
    Far,
    /// Taken in another direction.
    Turned,
    /// Not taken later than the one from before.
    Order,
    /// It looks the same: nothing changed?
    Unchanged,
}

/// A pair, compared. What is not known of either photograph is `None` and is no oddity.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Metres between the two places, along the great circle.
    pub metres: Option<f64>,
    /// Degrees between the two directions, 0–180.
    pub turned: Option<f64>,
    /// How much later the second was taken, milliseconds.
    pub later: Millis,
    /// What is odd.
    pub odd: Vec<Oddity>,
}

/// Compares. `alike`: the two look alike (see `xuncun_photo::Look::ALIKE`); `None` while the look of either is not known.
pub fn compare(before: &View, after: &View, alike: Option<bool>) -> Compared {
    let places = before.position.zip(after.position);
    let metres = places.map(|(a, b)| distance((a.lon, a.lat), (b.lon, b.lat)));
    let unsure = places.map_or(0.0, |(a, b)| a.accuracy + b.accuracy);
    let turned = before.bearing.zip(after.bearing).map(|(a, b)| turned(a, b));
    // A clock may jump: the difference of any two times has to be one.
    let later = after.taken_at.saturating_sub(before.taken_at);
    let odd = [
        (Oddity::Far, metres.is_some_and(|metres| metres > FAR + unsure)),
        (Oddity::Turned, turned.is_some_and(|degrees| degrees > TURNED)),
        (Oddity::Order, later <= 0),
        (Oddity::Unchanged, alike == Some(true)),
    ];
    Compared { metres, turned, later, odd: odd.into_iter().filter_map(|(oddity, is)| is.then_some(oddity)).collect() }
}

/// The smaller angle between two directions, degrees.
fn turned(a: f64, b: f64) -> f64 {
    let angle = (a - b).rem_euclid(360.0);
    angle.min(360.0 - angle)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, missing_docs)]
    use super::*;

    const THERE: Position = Position { lon: 106.7, lat: 35.5, accuracy: 6.0 };

    fn view(minutes: i64, north: f64, bearing: f64) -> View {
        View { taken_at: minutes * 60_000, position: Some(Position { lat: THERE.lat + north / 111_195.0, ..THERE }), bearing: Some(bearing) }
    }

    fn odd(before: View, after: View, alike: Option<bool>) -> Vec<Oddity> {
        compare(&before, &after, alike).odd
    }

    #[test]
    fn what_fits_is_not_odd() {
        let pair = compare(&view(0, 0.0, 350.0), &view(15, 6.0, 2.0), Some(false));
        assert!((pair.metres.unwrap() - 6.0).abs() < 0.01, "{pair:?}");
        assert!((pair.turned.unwrap() - 12.0).abs() < 1e-9, "{pair:?}");
        assert_eq!((pair.later, pair.odd), (900_000, vec![]));
    }

    #[test]
    fn far_is_more_than_both_are_unsure_of() {
        assert_eq!(odd(view(0, 0.0, 0.0), view(1, 41.5, 0.0), None), []);
        assert_eq!(odd(view(0, 0.0, 0.0), view(1, 42.5, 0.0), None), [Oddity::Far]);
        let vague = View { position: Some(Position { accuracy: 500.0, ..THERE }), ..view(0, 0.0, 0.0) };
        assert_eq!(odd(vague, view(1, 400.0, 0.0), None), []);
    }

    #[test]
    fn each_oddity_has_its_cause() {
        assert_eq!(odd(view(0, 0.0, 340.0), view(1, 0.0, 30.0), None), [Oddity::Turned]);
        assert_eq!(odd(view(1, 0.0, 0.0), view(1, 0.0, 0.0), None), [Oddity::Order]);
        assert_eq!(odd(view(0, 0.0, 0.0), view(1, 0.0, 0.0), Some(true)), [Oddity::Unchanged]);
        let extreme = View { taken_at: i64::MAX, ..view(0, 0.0, 0.0) };
        assert_eq!(odd(extreme, View { taken_at: i64::MIN, ..extreme }, None), [Oddity::Order]);
    }

    #[test]
    fn what_is_not_known_is_not_odd() {
        let bare = View { taken_at: 0, position: None, bearing: None };
        let pair = compare(&bare, &view(1, 9_000.0, 180.0), None);
        assert_eq!((pair.metres, pair.turned, pair.odd), (None, None, vec![]));
    }
}
