// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Difficulty } from "./Difficulty";
import type { Fix } from "./Fix";
import type { Size } from "./Size";

/**
 * Argument of `put_sighting`: makes one (no id) or edits one.
 */
export type PutSighting = { 
/**
 * Inspection.
 */
inspection: string, 
/**
 * `None` makes a new one.
 */
id: string | null, 
/**
 * Id that a new one gets, a UUID made by the screen before its first try: a second try is the same row. `None` makes one here.
 */
key: string | null, 
/**
 * Kind.
 */
kind: string, 
/**
 * Grade, or empty.
 */
grade: string, 
/**
 * At least 1.
 */
count: number, 
/**
 * Position.
 */
fix: Fix | null, 
/**
 * Landmark and 组.
 */
landmark: string, 
/**
 * Fixed on the spot.
 */
fixedOnSpot: boolean, 
/**
 * Not this village's ground.
 */
transferred: boolean, 
/**
 * Note.
 */
note: string, 
/**
 * How large each place is; `None` leaves what was measured, a size that says nothing takes it out.
 */
size: Size | null, 
/**
 * How hard it is to clear; `None` leaves what was said.
 */
difficulty: Difficulty | null, 
/**
 * Photograph to attach (walk-first: the one just taken).
 */
photo: string | null, };
