// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { QueueRow } from "./QueueRow";

/**
 * The queue.
 */
export type Queue = { 
/**
 * Rows, oldest submission first; at most 1000.
 */
rows: Array<QueueRow>, 
/**
 * Rows in all that the filter and the query let through.
 */
found: number, 
/**
 * Waiting in all, whatever the filter.
 */
waiting: number, 
/**
 * When this was computed.
 */
as_of: number, };
