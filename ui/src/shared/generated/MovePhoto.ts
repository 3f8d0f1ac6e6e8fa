// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Phase } from "./Phase";

/**
 * Argument of `move_photo`: gives a photograph another place, or takes it out.
 */
export type MovePhoto = { 
/**
 * Inspection.
 */
inspection: string, 
/**
 * Photograph.
 */
photo: string, 
/**
 * Item.
 */
item: string | null, 
/**
 * Sighting.
 */
sighting: string | null, 
/**
 * What it shows.
 */
phase: Phase, 
/**
 * Mark the row deleted (the bytes stay).
 */
removed: boolean, };
