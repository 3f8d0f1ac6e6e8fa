// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { LedgerTotal } from "./LedgerTotal";

/**
 * What a month comes to, as far as it has gone, or a week of one.
 */
export type LedgerMonth = { 
/**
 * First day.
 */
from: string, 
/**
 * Last day.
 */
to: string, 
/**
 * Days with an entry.
 */
days: number, 
/**
 * Every figure, in the order of the paper form.
 */
figures: Array<LedgerTotal>, 
/**
 * How many roads, each once.
 */
roads: number, 
/**
 * How much of them, each at its greatest length.
 */
km: string, };
