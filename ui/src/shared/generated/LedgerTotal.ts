// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { LedgerFigure } from "./LedgerFigure";

/**
 * What a month comes to in one figure.
 */
export type LedgerTotal = { 
/**
 * Which.
 */
figure: LedgerFigure, 
/**
 * `None` where no day has it.
 */
amount: string | null, 
/**
 * The most of a day, not the sum of the days: the same people and machines come again.
 */
most: boolean, };
