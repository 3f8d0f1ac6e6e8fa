// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * The finding that something is about.
 */
export type StoryFinding = { 
/**
 * Row id.
 */
finding: string, 
/**
 * 一处一码.
 */
code: string, 
/**
 * Kind of sighting.
 */
sighting: string, 
/**
 * The kind's name in the standard.
 */
sightingName: string, 
/**
 * Landmark and 组.
 */
landmark: string, 
/**
 * Who did it.
 */
by: string, 
/**
 * Words.
 */
note: string, };
