//! 包抓: who answers for which village. Nobody inspects a village that they are responsible for.

use crate::division::DivisionCode;

/// A person's duty for a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The village.
    pub village: DivisionCode,
    /// Who answers for it.
    pub person: String,
}

/// May `person` inspect `village`, given the duties? The rule of 双随机: no, if the village is theirs.
pub fn may_inspect<'a>(person: &str, village: &DivisionCode, duties: impl IntoIterator<Item = &'a Duty>) -> bool {
    !duties.into_iter().any(|duty| duty.person == person && duty.village == *village)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn nobody_inspects_their_own_village() {
        let (mine, other): (DivisionCode, DivisionCode) = ("629900100201".parse().unwrap(), "629900100202".parse().unwrap());
        let duties = [Duty { village: mine, person: "li".into() }, Duty { village: other, person: "wang".into() }];
        assert!(!may_inspect("li", &mine, &duties));
        assert!(may_inspect("li", &other, &duties));
        assert!(may_inspect("zhao", &mine, &duties));
    }
}
