// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Fix } from "./Fix";

/**
 * Argument of `search_villages`.
 */
export type SearchArgs = { 
/**
 * Name, code or pinyin initials.
 */
query: string, 
/**
 * Where the person is, if known.
 */
position: Fix | null, };
