// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { ConflictView } from "./ConflictView";
import type { RefusedView } from "./RefusedView";

/**
 * Everything that waits for the caller's decision.
 */
export type Inbox = { 
/**
 * Own changes that the server refused, latest first.
 */
refused: Array<RefusedView>, 
/**
 * Rows with two sides that the caller may settle.
 */
conflicts: Array<ConflictView>, };
