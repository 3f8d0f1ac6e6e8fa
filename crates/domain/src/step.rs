//! The loop of a finding: 交办 → 整改回复 → (乡镇初核) → 复核 → 销号, and what turns it. [`LOOP`] is the whole of it.
//!
//! A status is never stored. A step is a row that names the step that it answers, so that people who are apart can each take one; what counts of
//! them is derived from all, and is the same on every replica that has them all.

use crate::grant::Role;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

mod case;
pub use case::{Aside, Case, Step, case};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $error:ident { $($(#[$of:meta])* $variant:ident $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $variant),* }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As stored.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text).ok_or($error)
            }
        }

        /// A text that names none.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        #[error("unknown")]
        pub struct $error;
    };
}

words! {
    /// Where a finding stands.
    Status, StatusError {
        /// 待交办: reported, and nobody's task yet.
        Reported "reported",
        /// 待转办: the township's to hand on.
        AtTownship "at_township",
        /// 待整改: the village's to clear.
        Open "open",
        /// 待批延期: the village's to clear, and more time is asked for.
        OpenAsked "open_asked",
        /// 待初核: answered, for the township or an inspector to look at.
        Replied "replied",
        /// 待复核: seen by the township, for an inspector to look at.
        Checked "checked",
        /// 待销号: seen to be gone.
        Verified "verified",
        /// 移交中: said not to be this village's ground. The clock stands still.
        Disputed "disputed",
        /// 已销号.
        Closed "closed",
        /// 已移交: somebody else's.
        Moved "moved",
        /// 已撤销: was none.
        Withdrawn "withdrawn",
    }
}

impl Status {
    /// Is it somebody's task in the village or its township?
    pub const fn is_due(self) -> bool {
        matches!(self, Self::AtTownship | Self::Open | Self::OpenAsked)
    }

    /// Does its clock stand still?
    pub const fn is_paused(self) -> bool {
        matches!(self, Self::Disputed)
    }
}

words! {
    /// What a person does about a finding.
    StepKind, StepKindError {
        /// 交办 to the village.
        Assign "assign",
        /// 交办 to the township.
        AssignTownship "assign_township",
        /// 转办: the township hands it on to the village.
        Forward "forward",
        /// 整改回复.
        Reply "reply",
        /// 乡镇初核: the township has seen that it is gone.
        Check "check",
        /// 退回: it is not.
        SendBack "send_back",
        /// 复核: an inspector has seen that it is gone.
        Verify "verify",
        /// 销号.
        Close "close",
        /// 申请移交: not this village's ground.
        AskMove "ask_move",
        /// 同意移交.
        GrantMove "grant_move",
        /// 不同意移交.
        RefuseMove "refuse_move",
        /// 申请延期.
        AskTime "ask_time",
        /// 同意延期.
        GrantTime "grant_time",
        /// 不同意延期.
        RefuseTime "refuse_time",
        /// 回头看: still gone.
        LookAgain "look_again",
        /// 回头看: it is back, and open again.
        Reopen "reopen",
        /// 撤销: it was none.
        Withdraw "withdraw",
    }
}

impl StepKind {
    /// Does it fix a deadline?
    pub const fn sets_due(self) -> bool {
        matches!(self, Self::Assign | Self::AssignTownship | Self::GrantTime | Self::Reopen)
    }
}

/// A row of [`LOOP`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Where the finding stands.
    pub before: Status,
    /// What is done.
    pub step: StepKind,
    /// By whom.
    pub roles: &'static [Role],
    /// Where it stands then.
    pub after: Status,
}

const fn rule(before: Status, step: StepKind, roles: &'static [Role], after: Status) -> Rule {
    Rule { before, step, roles, after }
}

/// Step × status before × role → status after. What has no row is not done. Of two steps that answer the same one, the one whose row stands higher
/// counts: what says that it is still there before what says that it is gone, and who decides before who asks.
pub const LOOP: &[Rule] = {
    use Role::{Cadre, Inspector, Supervisor, Township};
    use Status::{AtTownship, Checked, Closed, Disputed, Moved, Open, OpenAsked, Replied, Reported, Verified, Withdrawn};
    use StepKind::{
        AskMove, AskTime, Assign, AssignTownship, Check, Close, Forward, GrantMove, GrantTime, LookAgain, RefuseMove, RefuseTime, Reopen, Reply,
        SendBack, Verify, Withdraw,
    };
    const OFFICE: &[Role] = &[Supervisor];
    const SEEN_BY: &[Role] = &[Inspector, Supervisor];
    const PLACE: &[Role] = &[Cadre, Township];
    const TOWNSHIP: &[Role] = &[Township];
    &[
        rule(Reported, Withdraw, OFFICE, Withdrawn),
        rule(Reported, Assign, &[Township, Inspector, Supervisor], Open),
        rule(Reported, AssignTownship, SEEN_BY, AtTownship),
        // 自查自改: what a village reports itself it may also clear before anybody asks.
        rule(Reported, Reply, PLACE, Replied),
        rule(AtTownship, Withdraw, OFFICE, Withdrawn),
        rule(AtTownship, Reply, TOWNSHIP, Replied),
        rule(AtTownship, Verify, SEEN_BY, Verified),
        rule(AtTownship, Forward, TOWNSHIP, Open),
        rule(AtTownship, AskMove, TOWNSHIP, Disputed),
        rule(Open, Withdraw, OFFICE, Withdrawn),
        rule(Open, Reply, PLACE, Replied),
        // Whoever comes by and sees that it is gone need not wait for an answer.
        rule(Open, Verify, SEEN_BY, Verified),
        rule(Open, AskMove, TOWNSHIP, Disputed),
        rule(Open, AskTime, PLACE, OpenAsked),
        rule(OpenAsked, Withdraw, OFFICE, Withdrawn),
        rule(OpenAsked, Reply, PLACE, Replied),
        rule(OpenAsked, Verify, SEEN_BY, Verified),
        rule(OpenAsked, AskMove, TOWNSHIP, Disputed),
        rule(OpenAsked, RefuseTime, OFFICE, Open),
        rule(OpenAsked, GrantTime, OFFICE, Open),
        rule(Replied, Withdraw, OFFICE, Withdrawn),
        rule(Replied, SendBack, &[Township, Inspector, Supervisor], Open),
        rule(Replied, Verify, SEEN_BY, Verified),
        rule(Replied, Check, TOWNSHIP, Checked),
        rule(Checked, Withdraw, OFFICE, Withdrawn),
        rule(Checked, SendBack, SEEN_BY, Open),
        rule(Checked, Verify, SEEN_BY, Verified),
        rule(Verified, SendBack, SEEN_BY, Open),
        rule(Verified, Close, OFFICE, Closed),
        rule(Disputed, Withdraw, OFFICE, Withdrawn),
        rule(Disputed, RefuseMove, OFFICE, Open),
        rule(Disputed, GrantMove, OFFICE, Moved),
        // Cleared all the same.
        rule(Disputed, Reply, PLACE, Replied),
        rule(Closed, Reopen, SEEN_BY, Open),
        rule(Closed, LookAgain, SEEN_BY, Closed),
        rule(Moved, Reopen, OFFICE, Open),
        rule(Withdrawn, Reopen, OFFICE, Open),
    ]
};

/// The row for a step, if one of these roles may take it there, and its rank: the smaller, the stronger.
pub fn allowed(before: Status, step: StepKind, roles: &[Role]) -> Option<(usize, &'static Rule)> {
    let fits = |rule: &Rule| rule.before == before && rule.step == step && rule.roles.iter().any(|role| roles.contains(role));
    LOOP.iter().enumerate().find(|(_, rule)| fits(rule))
}

/// What these roles may do about a finding where it stands, in the table's order.
pub fn next(before: Status, roles: &[Role]) -> Vec<StepKind> {
    LOOP.iter().filter(|rule| rule.before == before && rule.roles.iter().any(|role| roles.contains(role))).map(|rule| rule.step).collect()
}
