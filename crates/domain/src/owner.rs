//! Whose it is (户主、产权人): a name and a phone beside a finding. Personal data, in a table of its own.

use crate::limit::{LimitError, check_name};

/// Shortest phone, in characters: 110.
pub const PHONE_MIN: usize = 3;
/// Longest phone, in characters: a number with its country's and its extension.
pub const PHONE_MAX: usize = 20;

/// To whom something belongs, and how they are reached. Either may be unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Name; empty where nobody knows it.
    pub name: String,
    /// Phone as it is dialled; empty where nobody knows it.
    pub phone: String,
}

/// What somebody typed is no name or no phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OwnerError {
    /// The name is too long.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// Not digits, `+`, `-` and spaces, or too few or too many of them.
    #[error("phone_malformed: {PHONE_MIN} to {PHONE_MAX} digits, +, -, spaces")]
    Phone,
}

impl OwnerError {
    /// The code that the UI has words for.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Limit(limit) => limit.code,
            Self::Phone => "phone_malformed",
        }
    }

    /// The bound, for the message.
    pub const fn max(&self) -> usize {
        match self {
            Self::Limit(limit) => limit.max,
            Self::Phone => PHONE_MAX,
        }
    }
}

impl Owner {
    /// As somebody typed it, without what surrounds it.
    ///
    /// # Errors
    /// `name_too_long`, `phone_malformed`.
    pub fn typed(name: &str, phone: &str) -> Result<Self, OwnerError> {
        let (name, phone) = (name.trim(), phone.trim());
        if !name.is_empty() {
            check_name(name)?;
        }
        if !phone.is_empty() && !is_phone(phone) {
            return Err(OwnerError::Phone);
        }
        Ok(Self { name: name.to_owned(), phone: phone.to_owned() })
    }

    /// Nothing is known.
    pub const fn is_empty(&self) -> bool {
        self.name.is_empty() && self.phone.is_empty()
    }
}

/// What a telephone can dial: never an address that a link would open otherwise.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.bytes().all(|byte| byte.is_ascii_digit() || b"+- ".contains(&byte)) && digits >= PHONE_MIN && text.len() <= PHONE_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_what_can_be_dialled() {
        for phone in ["110", "139 0933 0001", "0933-612 3456", "+86 139 0933 0001"] {
            assert_eq!(Owner::typed("", phone).map(|owner| owner.phone), Ok(phone.to_owned()));
        }
        for wrong in ["12", "--- --", "+", "139,0933", "139#0933", "１３９０９３３０００１", "no phone", "139;ext=1", "123456789012345678901"]
        {
            assert_eq!(Owner::typed("", wrong), Err(OwnerError::Phone), "{wrong}");
        }
    }

    #[test]
    fn either_may_be_unknown_and_spaces_say_nothing() {
        let typed = |name: &str, phone: &str| Owner::typed(name, phone).map(|owner| (owner.name.clone(), owner.is_empty()));
        assert_eq!(typed(" 王有福\u{3000}", " "), Ok(("王有福".to_owned(), false)));
        assert_eq!(typed("", " 110 "), Ok((String::new(), false)));
        assert_eq!(typed(" ", ""), Ok((String::new(), true)));
        assert_eq!(Owner::typed(&"福".repeat(61), "").map_err(|error| (error.code(), error.max())), Err(("name_too_long", 60)));
    }
}
