// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { LedgerFigure } from "./LedgerFigure";

/**
 * One figure of the day.
 */
export type SetFigure = { 
/**
 * Which.
 */
figure: LedgerFigure, 
/**
 * How much; `None` takes it back to 未填.
 */
amount: string | null, };
