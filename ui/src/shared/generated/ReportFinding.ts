// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Difficulty } from "./Difficulty";
import type { Fix } from "./Fix";
import type { Size } from "./Size";

/**
 * Argument of `report_finding`: a village reports its own (自查自改).
 */
export type ReportFinding = { 
/**
 * Village code.
 */
village: string, 
/**
 * Id that it gets, a UUID made by the screen before its first try.
 */
key: string, 
/**
 * Kind of sighting.
 */
kind: string, 
/**
 * Places.
 */
count: number, 
/**
 * Where, if known.
 */
fix: Fix | null, 
/**
 * Landmark and 组.
 */
landmark: string, 
/**
 * How large each place is, if somebody measured.
 */
size: Size | null, 
/**
 * How hard it is to clear, if somebody says.
 */
difficulty: Difficulty | null, 
/**
 * Note.
 */
note: string, };
