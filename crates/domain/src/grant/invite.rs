//! Who may make a one-time code for whom. A code makes a device, or a page, that writes as its person: whoever makes it could use it.

use super::{Grant, Role};
use crate::Millis;

/// May whoever holds `own` make a code for whoever holds `theirs`? A township's deputy for its cadres: for somebody who is a cadre now, and who neither
/// is nor will be anything else, or anywhere else, than inside that township.
pub fn may_invite<'a>(own: impl IntoIterator<Item = &'a Grant>, theirs: impl IntoIterator<Item = &'a Grant>, now: Millis) -> bool {
    let townships: Vec<_> =
        own.into_iter().filter(|grant| grant.role == Role::Township && grant.valid_at(now)).flat_map(|grant| &grant.prefixes).collect();
    let theirs: Vec<_> = theirs.into_iter().filter(|grant| grant.valid_to.is_none_or(|end| now < end)).collect();
    let inside =
        |grant: &&Grant| grant.role == Role::Cadre && grant.prefixes.iter().all(|prefix| townships.iter().any(|township| prefix.is_within(township)));
    theirs.iter().any(|grant| grant.valid_at(now)) && theirs.iter().all(inside)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn grant(role: Role, prefix: &str, valid_from: Millis, valid_to: Option<Millis>) -> Grant {
        Grant { id: String::new(), person: String::new(), role, prefixes: vec![prefix.parse().unwrap()], valid_from, valid_to, team: None }
    }

    #[test]
    fn a_deputy_for_the_cadres_of_the_township_and_nobody_else() {
        let now = 100;
        let deputy = [grant(Role::Township, "629900100", 0, None)];
        let cadre = grant(Role::Cadre, "629900100201", 0, None);
        let may = |theirs: &[Grant]| may_invite(&deputy, theirs, now);
        assert!(may(std::slice::from_ref(&cadre)));
        assert!(may(&[cadre.clone(), grant(Role::Supervisor, "629900", 0, Some(50))]), "what ended gives nothing");
        for more in [
            grant(Role::Supervisor, "629900", 0, None),
            grant(Role::Supervisor, "629900", 500, None),
            grant(Role::Cadre, "629900101201", 0, None),
            grant(Role::Township, "629900100", 0, None),
        ] {
            assert!(!may(&[cadre.clone(), more.clone()]) && !may(&[more]));
        }
        assert!(!may(&[]) && !may(&[grant(Role::Cadre, "629900100201", 500, None)]) && !may(&[grant(Role::Cadre, "629900100201", 0, Some(50))]));
        for own in
            [grant(Role::Township, "629900100", 0, Some(50)), grant(Role::Inspector, "629900", 0, None), grant(Role::Cadre, "629900100", 0, None)]
        {
            assert!(!may_invite([&own], [&cadre], now));
        }
    }
}
