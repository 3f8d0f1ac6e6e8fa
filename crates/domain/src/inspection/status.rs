//! Where an inspection stands, derived from its submissions and reviews.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Where an inspection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Begun, not submitted.
    Open,
    /// Waiting for a review.
    Submitted,
    /// Sent back with a reason.
    Returned,
    /// Accepted as it is now.
    Accepted,
}

/// A submission row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionFact {
    /// Row id.
    pub id: String,
    /// 1, 2, …
    pub n: u32,
    /// The content that was submitted.
    pub content_hash: String,
}

/// A reviewer's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 通过.
    Accepted,
    /// 退回.
    Returned,
}

impl Verdict {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Returned => "returned",
        }
    }
}

impl FromStr for Verdict {
    type Err = UnknownVerdict;

    fn from_str(text: &str) -> Result<Self, UnknownVerdict> {
        [Self::Accepted, Self::Returned].into_iter().find(|verdict| verdict.as_str() == text).ok_or(UnknownVerdict)
    }
}

/// A text that is no verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown verdict")]
pub struct UnknownVerdict;

impl UnknownVerdict {
    /// The code that the UI translates.
    pub const fn code(self) -> &'static str {
        "verdict_unknown"
    }
}

/// A review row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewFact {
    /// Row id.
    pub id: String,
    /// The submission that was looked at.
    pub submission: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The content that was looked at.
    pub content_hash: String,
    /// The row's hlc: of several reviews of one submission the last holds.
    pub hlc: u64,
}

/// The submission with the greatest n.
pub fn latest_submission(submissions: &[SubmissionFact]) -> Option<&SubmissionFact> {
    submissions.iter().max_by(|a, b| (a.n, &a.id).cmp(&(b.n, &b.id)))
}

/// The last review of a submission.
pub fn latest_review<'a>(submission: &SubmissionFact, reviews: &'a [ReviewFact]) -> Option<&'a ReviewFact> {
    reviews.iter().filter(|review| review.submission == submission.id).max_by(|a, b| (a.hlc, &a.id).cmp(&(b.hlc, &b.id)))
}

/// Where the inspection stands, given the hash of its content now.
///
/// Only reviews of the latest submission count. If the content is another by now than the one accepted, it waits for a review again.
/// A returned inspection stays returned while it is amended, until it is submitted again.
pub fn status(submissions: &[SubmissionFact], reviews: &[ReviewFact], content_now: &str) -> Status {
    let Some(submission) = latest_submission(submissions) else { return Status::Open };
    match latest_review(submission, reviews) {
        None => Status::Submitted,
        Some(review) if review.verdict == Verdict::Returned => Status::Returned,
        Some(review) if review.content_hash == content_now => Status::Accepted,
        Some(_) => Status::Submitted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submission(n: u32, hash: &str) -> SubmissionFact {
        SubmissionFact { id: format!("i/{n}"), n, content_hash: hash.into() }
    }

    fn review(of: u32, verdict: Verdict, hash: &str, hlc: u64) -> ReviewFact {
        ReviewFact { id: format!("i/{of}/{hlc}"), submission: format!("i/{of}"), verdict, content_hash: hash.into(), hlc }
    }

    #[test]
    fn status_follows_the_latest_submission() {
        use Verdict::{Accepted, Returned};
        let one = || vec![submission(1, "a")];
        let both = || vec![submission(2, "b"), submission(1, "a")];
        let cases = [
            (vec![], vec![], "a", Status::Open),
            (one(), vec![], "a", Status::Submitted),
            (one(), vec![review(1, Returned, "a", 5)], "a", Status::Returned),
            (one(), vec![review(1, Returned, "a", 5)], "amended", Status::Returned),
            (both(), vec![review(1, Returned, "a", 5)], "b", Status::Submitted),
            (both(), vec![review(1, Accepted, "a", 9)], "b", Status::Submitted),
            (both(), vec![review(1, Returned, "a", 5), review(2, Accepted, "b", 6)], "b", Status::Accepted),
            (one(), vec![review(1, Accepted, "a", 6)], "a late sighting came in", Status::Submitted),
            // Two supervisors, apart: the later verdict holds, in whatever order the rows come.
            (one(), vec![review(1, Accepted, "a", 7), review(1, Returned, "a", 6)], "a", Status::Accepted),
            (one(), vec![review(1, Accepted, "a", 6), review(1, Returned, "a", 7)], "a", Status::Returned),
        ];
        for (submissions, reviews, now, expected) in cases {
            assert_eq!(status(&submissions, &reviews, now), expected, "{submissions:?} {reviews:?} {now}");
        }
    }
}
