//! An amount to a tenth, exact: whole numbers of tenths, written as decimal text.

use super::Figure;
use std::fmt;
use std::iter::Sum;
use std::ops::Add;
use std::str::FromStr;

/// How much: `0`, `4`, `2.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(u64);

/// Why a text is no amount of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// No decimal number, or one with more than a tenth.
    #[error("amount malformed")]
    Malformed,
    /// Below 0.
    #[error("amount negative")]
    Negative,
    /// A tenth of what is counted in whole ones.
    #[error("amount not whole")]
    NotWhole,
    /// More than anybody does in a day.
    #[error("amount above {max}")]
    TooLarge {
        /// The most.
        max: usize,
    },
}

impl AmountError {
    /// The code that the UI translates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "amount_malformed",
            Self::Negative => "amount_negative",
            Self::NotWhole => "amount_not_whole",
            Self::TooLarge { .. } => "amount_too_large",
        }
    }

    /// The bound that the message names.
    pub const fn max(self) -> Option<usize> {
        match self {
            Self::TooLarge { max } => Some(max),
            _ => None,
        }
    }
}

impl Amount {
    /// Nothing at all, and said to be so.
    pub const ZERO: Self = Self(0);

    /// So many tenths.
    pub const fn of_tenths(tenths: u64) -> Self {
        Self(tenths)
    }

    /// In tenths.
    pub const fn tenths(self) -> u64 {
        self.0
    }

    /// The amount of a figure, as somebody typed it.
    ///
    /// # Errors
    /// [`AmountError`].
    pub fn of(figure: Figure, text: &str) -> Result<Self, AmountError> {
        let amount = Self::at_most(text, u64::from(figure.max()) * 10)?;
        if figure.tenths() || amount.0.is_multiple_of(10) { Ok(amount) } else { Err(AmountError::NotWhole) }
    }

    /// At most so many tenths.
    pub(super) fn at_most(text: &str, tenths: u64) -> Result<Self, AmountError> {
        let text = text.trim();
        if text.strip_prefix(['-', '−']).is_some_and(|rest| rest.parse::<Self>().is_ok()) {
            return Err(AmountError::Negative);
        }
        let max = usize::try_from(tenths / 10).unwrap_or(usize::MAX);
        match text.parse::<Self>() {
            Ok(amount) if amount.0 <= tenths => Ok(amount),
            Ok(_) => Err(AmountError::TooLarge { max }),
            // More digits than are read here.
            Err(_) if text.len() > 9 && text.bytes().all(|byte| byte.is_ascii_digit()) => Err(AmountError::TooLarge { max }),
            Err(malformed) => Err(malformed),
        }
    }
}

/// The shortest decimal: `4`, not `4.0`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenth => write!(f, "{}.{tenth}", self.0 / 10),
        }
    }
}

/// Reads `0`, `4`, `2.5`, `12.0`: no sign, no exponent, nine digits and one behind the point at most.
impl FromStr for Amount {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, AmountError> {
        let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, most: usize| {
            let fits = (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| part.parse::<u64>().ok()).flatten().ok_or(AmountError::Malformed)
        };
        Ok(Self(digits(whole, 9)? * 10 + digits(tenth, 1)?))
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_exact_to_a_tenth() {
        for (text, tenths, shown) in [("0", 0, "0"), ("0.1", 1, "0.1"), ("4", 40, "4"), ("2.5", 25, "2.5"), ("12.0", 120, "12"), ("007", 70, "7")] {
            let amount = text.parse::<Amount>();
            assert_eq!(amount, Ok(Amount(tenths)), "{text}");
            assert_eq!(amount.map(|amount| amount.to_string()), Ok(shown.to_owned()));
        }
        for text in ["", ".5", "5.", "2.55", "1e3", "+1", "-1", "１", "1,5", "NaN", " 1", "1234567890"] {
            assert_eq!(text.parse::<Amount>(), Err(AmountError::Malformed), "{text}");
        }
    }

    #[test]
    fn a_figure_refuses_what_cannot_be() {
        let garbage = |text: &str| Amount::of(Figure::Garbage, text).map(Amount::tenths);
        assert_eq!(garbage(" 2.5 "), Ok(25));
        assert_eq!(garbage("9999"), Ok(99_990));
        assert_eq!(garbage("9999.1"), Err(AmountError::TooLarge { max: 9999 }));
        assert_eq!(garbage("12345678901234567890"), Err(AmountError::TooLarge { max: 9999 }));
        assert_eq!(garbage("-0.5"), Err(AmountError::Negative));
        assert_eq!(garbage("−3"), Err(AmountError::Negative));
        assert_eq!(garbage("两车"), Err(AmountError::Malformed));
        assert_eq!(Amount::of(Figure::People, "2.5"), Err(AmountError::NotWhole));
        assert_eq!(Amount::of(Figure::People, "2.0"), Ok(Amount(20)));
    }

    #[test]
    fn no_sum_drifts() {
        let tenths = std::iter::repeat_n(Amount(1), 1000);
        assert_eq!(tenths.sum::<Amount>().to_string(), "100");
        assert_eq!(Amount(u64::MAX) + Amount(1), Amount(u64::MAX), "and none turns over");
    }
}
