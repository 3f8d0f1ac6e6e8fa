// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Inbox } from "./Inbox";

/**
 * Answer of `record_again`.
 */
export type RecordedAgain = { 
/**
 * Rows that were recorded.
 */
recorded: number, 
/**
 * Rows that somebody has changed since and that were left as they are.
 */
left: number, 
/**
 * What is left to decide.
 */
inbox: Inbox, };
