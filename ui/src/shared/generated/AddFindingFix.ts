// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Fix } from "./Fix";

/**
 * Argument of `add_finding_fix`: a position that the device found after the shutter, since it had none then, or a poor one.
 */
export type AddFindingFix = { 
/**
 * Finding's row id.
 */
finding: string, 
/**
 * Photograph.
 */
photo: string, 
/**
 * Where the device was.
 */
fix: Fix, 
/**
 * When it was there.
 */
at: number, };
