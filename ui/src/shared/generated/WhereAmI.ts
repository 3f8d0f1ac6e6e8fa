// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Fix } from "./Fix";

/**
 * Asks whether a position speaks against its person's being in the visit's village.
 */
export type WhereAmI = { 
/**
 * Visit.
 */
inspection: string, 
/**
 * Where this device is.
 */
fix: Fix, };
