// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { HistoryWhat } from "./HistoryWhat";

/**
 * Who did what, when, on which device.
 */
export type HistoryEntry = { 
/**
 * What was done.
 */
what: HistoryWhat, 
/**
 * Count, for runs of the same thing by one person.
 */
count: number, 
/**
 * Person's name.
 */
who: string, 
/**
 * Device's name.
 */
device: string, 
/**
 * Signed by the server for a web user.
 */
byServer: boolean, 
/**
 * When, by the commit's clock.
 */
at: number, 
/**
 * Reason or score, as data.
 */
detail: string, };
