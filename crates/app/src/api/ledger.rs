//! 台账: a village's day of cleaning up, and its month. Amounts are decimal text, exact to a tenth; `null` is 未填, which is not 0.

use super::{Millis, NamedId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A figure of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LedgerFigure {
    /// 机械台数.
    Machines,
    /// 机械台次.
    MachineTurns,
    /// 垃圾, m³.
    Garbage,
    /// 三堆, m³.
    Piles,
    /// 农膜, kg.
    Film,
    /// 植树, 株.
    Trees,
    /// 人数.
    People,
    /// 人次.
    Turns,
}

/// Both ways between the domain's figure and the UI's, so that neither list can be longer.
macro_rules! figures {
    ($($name:ident),+) => {
        impl From<xuncun_domain::cleanup::Figure> for LedgerFigure {
            fn from(figure: xuncun_domain::cleanup::Figure) -> Self {
                match figure { $(xuncun_domain::cleanup::Figure::$name => Self::$name,)+ }
            }
        }
        impl From<LedgerFigure> for xuncun_domain::cleanup::Figure {
            fn from(figure: LedgerFigure) -> Self {
                match figure { $(LedgerFigure::$name => Self::$name,)+ }
            }
        }
    };
}
figures!(Machines, MachineTurns, Garbage, Piles, Film, Trees, People, Turns);

/// Argument of `ledger`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LedgerArgs {
    /// Village code; `None` is the first that the caller fills in, else the first that they see.
    pub village: Option<String>,
    /// `YYYY-MM-DD`; `None` is today.
    pub day: Option<String>,
}

/// Argument of `put_ledger`: what changes of a day. What is not named stays as it is, whoever has entered it meanwhile.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PutLedger {
    /// Village code.
    pub village: String,
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Figures.
    pub figures: Vec<SetFigure>,
    /// Roads.
    pub roads: Vec<SetRoad>,
}

/// One figure of the day.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetFigure {
    /// Which.
    pub figure: LedgerFigure,
    /// How much; `None` takes it back to 未填.
    pub amount: Option<String>,
}

/// One road of the day.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetRoad {
    /// Its name.
    pub name: String,
    /// How much of it, in kilometres; `None` takes it out of the day.
    pub km: Option<String>,
}

/// A day of a village.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LedgerView {
    /// Village.
    pub village: NamedId,
    /// The villages whose ledgers the caller sees.
    pub villages: Vec<LedgerVillage>,
    /// `YYYY-MM-DD`.
    pub day: String,
    /// The day that is today.
    pub today: String,
    /// May the caller change it?
    pub editable: bool,
    /// The caller fills in this village's ledger, and this is the first day that still can be.
    pub since: Option<String>,
    /// Every figure, in the order of the paper form.
    pub figures: Vec<LedgerRow>,
    /// The last day before it that has an entry.
    pub before: Option<String>,
    /// Roads of the day.
    pub roads: Vec<LedgerRoad>,
    /// Roads of earlier entries, last used first, each with the length that it had then.
    pub known_roads: Vec<LedgerRoad>,
    /// What is odd, and not forbidden.
    pub hints: Vec<LedgerHint>,
    /// The month.
    pub month: LedgerMonth,
    /// Two people entered different things: to be settled in the inbox. What is shown is one of the two.
    pub conflict: Option<LedgerConflict>,
    /// Who saved it last, and when; `None` where nothing was entered.
    pub saved: Option<LedgerSaved>,
}

/// A village to choose.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LedgerVillage {
    /// Village.
    pub village: NamedId,
    /// Its township.
    pub township: NamedId,
}

/// A figure of the day.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LedgerRow {
    /// Which.
    pub figure: LedgerFigure,
    /// What was entered.
    pub amount: Option<String>,
    /// What was entered on [`LedgerView::before`].
    pub before: Option<String>,
    /// Counted in tenths?
    pub tenths: bool,
    /// The most.
    pub max: u32,
}

/// A road.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LedgerRoad {
    /// Name.
    pub name: String,
    /// Kilometres.
    pub km: String,
}

/// Something odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LedgerHint {
    /// Fewer turns of machines than machines.
    MachineTurns,
    /// Fewer turns than people.
    Turns,
}

impl From<xuncun_domain::cleanup::Hint> for LedgerHint {
    fn from(hint: xuncun_domain::cleanup::Hint) -> Self {
        use xuncun_domain::cleanup::Hint;
        match hint {
            Hint::MachineTurns => Self::MachineTurns,
            Hint::Turns => Self::Turns,
        }
    }
}

/// What a month comes to, as far as it has gone, or a week of one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LedgerMonth {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Days with an entry.
    pub days: u32,
    /// Every figure, in the order of the paper form.
    pub figures: Vec<LedgerTotal>,
    /// How many roads, each once.
    pub roads: u32,
    /// How much of them, each at its greatest length.
    pub km: String,
}

/// What a month comes to in one figure.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LedgerTotal {
    /// Which.
    pub figure: LedgerFigure,
    /// `None` where no day has it.
    pub amount: Option<String>,
    /// The most of a day, not the sum of the days: the same people and machines come again.
    pub most: bool,
}

/// Where a conflict is settled.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LedgerConflict {
    /// Row id, as in the inbox.
    pub id: String,
}

/// Who saved a day, and how far it has come.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LedgerSaved {
    /// When.
    pub at: Millis,
    /// Who.
    pub by: String,
    /// It is on the server, by receipt.
    pub delivered: bool,
}
