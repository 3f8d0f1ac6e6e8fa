// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Fix } from "./Fix";

/**
 * Argument of `findings_near`: is what is to be reported known already?
 */
export type FindingsNear = { 
/**
 * Village code.
 */
village: string, 
/**
 * Kind of sighting.
 */
kind: string, 
/**
 * Where.
 */
fix: Fix, };
