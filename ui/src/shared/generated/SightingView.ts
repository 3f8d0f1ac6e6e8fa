// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Difficulty } from "./Difficulty";
import type { Fix } from "./Fix";
import type { PhotoView } from "./PhotoView";
import type { SameFinding } from "./SameFinding";
import type { Size } from "./Size";
import type { VoiceView } from "./VoiceView";

/**
 * Something seen.
 */
export type SightingView = { 
/**
 * Row id.
 */
id: string, 
/**
 * Kind.
 */
kind: string, 
/**
 * Grade, or empty.
 */
grade: string, 
/**
 * Places of this kind.
 */
count: number, 
/**
 * Item that it counts in.
 */
item: string, 
/**
 * Points lost by it (before the item's floor).
 */
lost: string, 
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
 * How large each place of it is, if somebody measured.
 */
size: Size | null, 
/**
 * How hard it is to clear, if somebody said.
 */
difficulty: Difficulty | null, 
/**
 * Note.
 */
note: string, 
/**
 * What was said of it, oldest first: it can stand for the note.
 */
voices: Array<VoiceView>, 
/**
 * When it was seen.
 */
seenAt: number, 
/**
 * Who saw it.
 */
by: string, 
/**
 * Photographs.
 */
photos: Array<PhotoView>, 
/**
 * A near and a wide photograph are asked for: how many are missing.
 */
photosMissing: number, 
/**
 * The finding that it was said to be.
 */
finding: SameFinding | null, 
/**
 * Findings of its kind that were seen so near that they may be the same, the nearest first.
 */
same: Array<SameFinding>, };
