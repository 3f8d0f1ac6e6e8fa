// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { LedgerConflict } from "./LedgerConflict";
import type { LedgerHint } from "./LedgerHint";
import type { LedgerMonth } from "./LedgerMonth";
import type { LedgerRoad } from "./LedgerRoad";
import type { LedgerRow } from "./LedgerRow";
import type { LedgerSaved } from "./LedgerSaved";
import type { LedgerVillage } from "./LedgerVillage";
import type { NamedId } from "./NamedId";

/**
 * A day of a village.
 */
export type LedgerView = { 
/**
 * Village.
 */
village: NamedId, 
/**
 * The villages whose ledgers the caller sees.
 */
villages: Array<LedgerVillage>, 
/**
 * `YYYY-MM-DD`.
 */
day: string, 
/**
 * The day that is today.
 */
today: string, 
/**
 * May the caller change it?
 */
editable: boolean, 
/**
 * The caller fills in this village's ledger, and this is the first day that still can be.
 */
since: string | null, 
/**
 * Every figure, in the order of the paper form.
 */
figures: Array<LedgerRow>, 
/**
 * The last day before it that has an entry.
 */
before: string | null, 
/**
 * Roads of the day.
 */
roads: Array<LedgerRoad>, 
/**
 * Roads of earlier entries, last used first, each with the length that it had then.
 */
knownRoads: Array<LedgerRoad>, 
/**
 * What is odd, and not forbidden.
 */
hints: Array<LedgerHint>, 
/**
 * The month.
 */
month: LedgerMonth, 
/**
 * Two people entered different things: to be settled in the inbox. What is shown is one of the two.
 */
conflict: LedgerConflict | null, 
/**
 * Who saved it last, and when; `None` where nothing was entered.
 */
saved: LedgerSaved | null, };
