// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { SetFigure } from "./SetFigure";
import type { SetRoad } from "./SetRoad";

/**
 * Argument of `put_ledger`: what changes of a day. What is not named stays as it is, whoever has entered it meanwhile.
 */
export type PutLedger = { 
/**
 * Village code.
 */
village: string, 
/**
 * `YYYY-MM-DD`.
 */
day: string, 
/**
 * Figures.
 */
figures: Array<SetFigure>, 
/**
 * Roads.
 */
roads: Array<SetRoad>, };
