// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";

/**
 * A file that could not be sent.
 */
export type FileAside = { 
/**
 * Why.
 */
code: string, 
/**
 * The place that it belongs to.
 */
place: NamedId, 
/**
 * Since when it waits.
 */
at: number, 
/**
 * It is tried again by itself; otherwise when a person asks.
 */
again: boolean, };
