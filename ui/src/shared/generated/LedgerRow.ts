// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { LedgerFigure } from "./LedgerFigure";

/**
 * A figure of the day.
 */
export type LedgerRow = { 
/**
 * Which.
 */
figure: LedgerFigure, 
/**
 * What was entered.
 */
amount: string | null, 
/**
 * What was entered on [`LedgerView::before`].
 */
before: string | null, 
/**
 * Counted in tenths?
 */
tenths: boolean, 
/**
 * The most.
 */
max: number, };
