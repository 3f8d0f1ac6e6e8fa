// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Fix } from "./Fix";

/**
 * Argument of `places`.
 */
export type PlacesArgs = { 
/**
 * Village code.
 */
village: string, 
/**
 * Where the device is, if it knows.
 */
fix: Fix | null, };
