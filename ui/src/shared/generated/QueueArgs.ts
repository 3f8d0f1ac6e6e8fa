// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { QueueFilter } from "./QueueFilter";

/**
 * Argument of `review_queue`.
 */
export type QueueArgs = { 
/**
 * Which rows.
 */
filter: QueueFilter, 
/**
 * Village or inspector, by name, code or pinyin initials; may be empty.
 */
query: string, };
