//! Points: exact rationals, written as decimal text. Rounding happens only where a stage of the scoring says so.

use num_rational::Ratio;
use num_traits::Signed;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::str::FromStr;

/// An exact number of points (or a weight, or a factor).
///
/// Cannot overflow in a scoring: a standard's numbers are below 1000 with at most two decimals, counts are `u32`, and an item's result is rounded
/// to hundredths before it is added up, which keeps every numerator and denominator far below the 38 digits of `i128`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(Ratio<i128>);

/// A text that is no decimal number as a standard writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("points malformed")]
pub struct PointsError;

impl Points {
    /// 0.
    pub const ZERO: Self = Self(Ratio::new_raw(0, 1));
    /// 1.
    pub const ONE: Self = Self(Ratio::new_raw(1, 1));
    /// 100, in full.
    pub const HUNDRED: Self = Self(Ratio::new_raw(100, 1));

    /// A whole number.
    pub fn whole(n: u32) -> Self {
        Self(Ratio::from_integer(i128::from(n)))
    }

    /// `numerator / denominator`; `None` for a denominator of 0.
    pub fn ratio(numerator: u32, denominator: u32) -> Option<Self> {
        (denominator != 0).then(|| Self(Ratio::new(i128::from(numerator), i128::from(denominator))))
    }

    /// To 0.01, half away from zero: 0.005 → 0.01, −0.005 → −0.01.
    pub fn rounded(self) -> Self {
        let hundredths = self.0 * Ratio::from_integer(100);
        // `Ratio::round` rounds half away from zero.
        Self(hundredths.round() / Ratio::from_integer(100))
    }

    /// Quotient; `None` if `other` is 0.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        (!other.is_zero()).then(|| Self(self.0 / other.0))
    }

    /// Is it 0?
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// Is it below 0?
    pub fn is_negative(self) -> bool {
        self.0.is_negative()
    }

    /// With exactly two decimals, as a score is shown: `82.50`.
    pub fn fixed(self) -> String {
        let hundredths = (self.rounded().0 * Ratio::from_integer(100)).to_integer();
        let sign = if hundredths < 0 { "-" } else { "" };
        let magnitude = hundredths.unsigned_abs();
        format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100)
    }

    /// Whole times this many fit (rounded up): how many deductions of `self` use up `total`. `None` if `self` is not above 0.
    pub fn times_to_use_up(self, total: Self) -> Option<u32> {
        (self > Self::ZERO).then(|| u32::try_from((total.0 / self.0).ceil().to_integer()).unwrap_or(u32::MAX))
    }
}

/// The shortest decimal that is exact to four places: `1.5`, `0`, `-2`. Products of two of a standard's numbers have no more.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scaled = (self.0 * Ratio::from_integer(10_000)).round().to_integer();
        let sign = if scaled < 0 { "-" } else { "" };
        let magnitude = scaled.unsigned_abs();
        let decimals = format!("{:04}", magnitude % 10_000);
        let decimals = decimals.trim_end_matches('0');
        let dot = if decimals.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{dot}{decimals}", magnitude / 10_000)
    }
}

impl fmt::Debug for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Reads `0`, `1`, `0.5`, `12.25`: no sign, no exponent, below 1000, at most two decimals.
impl FromStr for Points {
    type Err = PointsError;

    fn from_str(text: &str) -> Result<Self, PointsError> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "00"));
        let digits = |part: &str, most: usize| {
            let fits = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| part.parse::<i128>().ok()).flatten().ok_or(PointsError)
        };
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(PointsError);
        }
        let scale = if decimals.len() == 1 { 10 } else { 1 };
        Ok(Self(Ratio::new(digits(whole, 3)? * 100 + digits(decimals, 2)? * scale, 100)))
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Points {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul for Points {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

/// Division by a whole number that is not 0 (a sample's size); a zero divisor leaves the number as it is.
impl Div<u32> for Points {
    type Output = Self;
    fn div(self, divisor: u32) -> Self {
        Self(self.0 / Ratio::from_integer(i128::from(divisor.max(1))))
    }
}

impl Neg for Points {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn text_is_exact() {
        for (text, shown, fixed) in
            [("0", "0", "0.00"), ("1.5", "1.5", "1.50"), ("0.05", "0.05", "0.05"), ("82.50", "82.5", "82.50"), ("100", "100", "100.00")]
        {
            let points: Points = text.parse().unwrap();
            assert_eq!((points.to_string().as_str(), points.fixed().as_str()), (shown, fixed));
        }
        for text in ["", "-1", "+1", "1e3", ".5", "5.", "1.234", "1000", "01", "１", "1,5", "NaN", " 1"] {
            assert_eq!(text.parse::<Points>(), Err(PointsError), "{text}");
        }
    }

    #[test]
    fn half_rounds_away_from_zero() {
        let third = Points::ratio(1, 3).unwrap();
        assert_eq!(third.rounded().fixed(), "0.33");
        let half = Points::ratio(5, 1000).unwrap();
        assert_eq!((half.rounded().fixed(), (-half).rounded().fixed()), ("0.01".into(), "-0.01".into()));
        assert_eq!(Points::ratio(4_999_999, 1_000_000_000).unwrap().fixed(), "0.00");
        assert_eq!(Points::ratio(1, 0), None);
    }

    #[test]
    fn deductions_that_use_up_the_points() {
        let each: Points = "2".parse().unwrap();
        assert_eq!(each.times_to_use_up("10".parse().unwrap()), Some(5));
        assert_eq!(each.times_to_use_up("9".parse().unwrap()), Some(5));
        assert_eq!(Points::ZERO.times_to_use_up(Points::ONE), None);
    }
}
