// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Both } from "./Both";
import type { ConflictSide } from "./ConflictSide";
import type { Subject } from "./Subject";

/**
 * A row that two people changed differently.
 */
export type ConflictView = { 
/**
 * Table.
 */
table: string, 
/**
 * Stream, `code/class`.
 */
stream: string, 
/**
 * Row id.
 */
id: string, 
/**
 * What it is about.
 */
subject: Subject, 
/**
 * The sides: what is shown now first, then the others, latest first.
 */
sides: Array<ConflictSide>, 
/**
 * How both can be kept, where that makes sense.
 */
both: Both | null, 
/**
 * Stands for what was looked at: `settle` refuses when the sides are others by then.
 */
seen: string, };
