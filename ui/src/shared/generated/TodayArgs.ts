// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Fix } from "./Fix";

/**
 * Argument of `today`.
 */
export type TodayArgs = { 
/**
 * Where the person is, if known: cards then come nearest first.
 */
position: Fix | null, };
