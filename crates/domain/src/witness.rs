//! The village's witness of a visit: signs, refuses (拒签) or is absent (不在场), with a reason. A 暗访 has none.

use crate::inspection::VisitKind;
use crate::limit::{LimitError, check_name, check_reason};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How the visit was witnessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WitnessKind {
    /// 签字: a name and strokes on the glass.
    Signed,
    /// 拒签, with a reason.
    Refused,
    /// 不在场, with a reason.
    Absent,
    /// 暗访: nobody was told.
    Unannounced,
}

impl WitnessKind {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Refused => "refused",
            Self::Absent => "absent",
            Self::Unannounced => "unannounced",
        }
    }
}

impl FromStr for WitnessKind {
    type Err = WitnessError;

    fn from_str(text: &str) -> Result<Self, WitnessError> {
        let all = [Self::Signed, Self::Refused, Self::Absent, Self::Unannounced];
        all.into_iter().find(|kind| kind.as_str() == text).ok_or(WitnessError::UnknownKind)
    }
}

/// A witness as a fact of an inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// How.
    pub kind: WitnessKind,
    /// Who; may be empty unless signed.
    pub name: String,
    /// Why there is no signature.
    pub reason: String,
    /// SHA-256 (hex) of the strokes' blob.
    pub strokes: Option<String>,
}

/// Why a witness is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WitnessError {
    /// No such kind.
    #[error("unknown kind of witness")]
    UnknownKind,
    /// Signed without strokes.
    #[error("signature missing")]
    StrokesMissing,
    /// Strokes out of the glass, or far more than a signature has.
    #[error("strokes malformed")]
    StrokesMalformed,
    /// Refused or absent without a reason.
    #[error("reason missing")]
    ReasonMissing,
    /// A 明查 cannot be witnessed as a 暗访, nor the other way round.
    #[error("witness does not fit the kind of visit")]
    VisitMismatch,
    /// A name is missing or a text too long.
    #[error(transparent)]
    Limit(#[from] LimitError),
}

impl WitnessError {
    /// The code that the UI translates.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownKind => "witness_kind_unknown",
            Self::StrokesMissing => "signature_missing",
            Self::StrokesMalformed => "signature_malformed",
            Self::ReasonMissing => "reason_missing",
            Self::VisitMismatch => "witness_visit_mismatch",
            Self::Limit(limit) => limit.code,
        }
    }
}

/// Is the witness complete for this kind of visit?
pub fn check(visit: VisitKind, witness: &Witness) -> Result<(), WitnessError> {
    if (visit == VisitKind::Unannounced) != (witness.kind == WitnessKind::Unannounced) {
        return Err(WitnessError::VisitMismatch);
    }
    check_reason(&witness.reason)?;
    match witness.kind {
        WitnessKind::Signed => {
            check_name(&witness.name)?;
            if witness.strokes.is_none() { Err(WitnessError::StrokesMissing) } else { Ok(()) }
        }
        WitnessKind::Refused | WitnessKind::Absent if witness.reason.trim().is_empty() => Err(WitnessError::ReasonMissing),
        // Who refused may not be known by name.
        _ if witness.name.is_empty() => Ok(()),
        _ => Ok(check_name(&witness.name)?),
    }
}

/// Is the visit witnessed as far as a submission asks? A 暗访 asks for none.
pub fn is_complete(visit: VisitKind, witness: Option<&Witness>) -> bool {
    witness.map_or(visit == VisitKind::Unannounced, |witness| check(visit, witness).is_ok())
}

/// Are these strokes a signature? Each is a flat list of x, y in 0–1000; one at least must be a line (two points), and all together at most 20,000 numbers.
pub fn check_strokes(strokes: &[Vec<u32>]) -> Result<(), WitnessError> {
    if !strokes.iter().any(|stroke| stroke.len() >= 4) {
        return Err(WitnessError::StrokesMissing);
    }
    let numbers: usize = strokes.iter().map(Vec::len).sum();
    let fits = |stroke: &Vec<u32>| stroke.len().is_multiple_of(2) && stroke.iter().all(|n| *n <= 1000);
    if numbers > 20_000 || !strokes.iter().all(fits) { Err(WitnessError::StrokesMalformed) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn witness(kind: WitnessKind, name: &str, reason: &str, strokes: bool) -> Witness {
        Witness { kind, name: name.into(), reason: reason.into(), strokes: strokes.then(|| "ab".repeat(32)) }
    }

    #[test]
    fn an_announced_visit_is_signed_or_says_why_not() {
        use WitnessKind::{Absent, Refused, Signed, Unannounced};
        let cases = [
            (witness(Signed, "王秀兰", "", true), None),
            (witness(Signed, "王秀兰", "", false), Some("signature_missing")),
            (witness(Signed, " ", "", true), Some("name_missing")),
            (witness(Signed, &"长".repeat(61), "", true), Some("name_too_long")),
            (witness(Refused, "", "对 W2 有异议", false), None),
            (witness(Refused, "王秀兰", " ", false), Some("reason_missing")),
            (witness(Absent, "", "", false), Some("reason_missing")),
            (witness(Absent, "", "村干部都在镇上开会", false), None),
            (witness(Absent, "", &"长".repeat(2001), false), Some("reason_too_long")),
            (witness(Unannounced, "", "", false), Some("witness_visit_mismatch")),
        ];
        for (witness, code) in cases {
            assert_eq!(check(VisitKind::Open, &witness).err().map(|e| e.code()), code, "{witness:?}");
            assert_eq!(is_complete(VisitKind::Open, Some(&witness)), code.is_none());
        }
        assert!(!is_complete(VisitKind::Open, None));
    }

    #[test]
    fn an_unannounced_visit_has_no_witness() {
        assert!(is_complete(VisitKind::Unannounced, None));
        assert!(is_complete(VisitKind::Unannounced, Some(&witness(WitnessKind::Unannounced, "", "", false))));
        assert!(!is_complete(VisitKind::Unannounced, Some(&witness(WitnessKind::Signed, "王秀兰", "", true))));
    }

    #[test]
    fn a_dot_is_no_signature() {
        assert_eq!(check_strokes(&[]), Err(WitnessError::StrokesMissing));
        assert_eq!(check_strokes(&[vec![1, 2]]), Err(WitnessError::StrokesMissing));
        assert_eq!(check_strokes(&[vec![1, 2, 3, 4], vec![5, 6]]), Ok(()));
        assert_eq!(check_strokes(&[vec![1, 2, 3, 1001]]), Err(WitnessError::StrokesMalformed));
        assert_eq!(check_strokes(&[vec![1, 2, 3, 4, 5]]), Err(WitnessError::StrokesMalformed));
        assert_eq!(check_strokes(&vec![vec![1; 100]; 201]), Err(WitnessError::StrokesMalformed));
    }
}
