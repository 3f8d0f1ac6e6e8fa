// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { FindingsArgs } from "./FindingsArgs";

/**
 * A draw.
 */
export type LookBackDraw = { 
/**
 * Row id; a list is cut by it (`FindingsArgs::draw`).
 */
id: string, 
/**
 * When.
 */
at: number, 
/**
 * Civil day.
 */
day: string, 
/**
 * Who drew.
 */
by: string, 
/**
 * The seed, in hex.
 */
seed: string, 
/**
 * By what the closed ones were chosen.
 */
filter: FindingsArgs, 
/**
 * Closed at least so many days before.
 */
days: number, 
/**
 * One at least of each township, while the count allowed.
 */
perTownship: boolean, 
/**
 * How many were in the frame.
 */
frame: number, 
/**
 * How many were drawn.
 */
drawn: number, 
/**
 * Of those, the ones that the caller sees.
 */
seen: number, 
/**
 * Of those, looked at since: still gone, or back.
 */
looked: number, 
/**
 * Of those, back.
 */
back: number, 
/**
 * Drawn again here from its frame and its seed, it comes to the same. `None` if its frame is not here whole.
 */
repeats: boolean | null, };
