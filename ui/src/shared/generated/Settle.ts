// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Keep } from "./Keep";

/**
 * Argument of `settle`.
 */
export type Settle = { 
/**
 * Table.
 */
table: string, 
/**
 * Stream.
 */
stream: string, 
/**
 * Row id.
 */
id: string, 
/**
 * As it was shown.
 */
seen: string, 
/**
 * The choice.
 */
keep: Keep, };
