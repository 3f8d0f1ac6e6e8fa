// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * One village on the score map.
 */
export type VillageScore = { 
/**
 * Code.
 */
code: string, 
/**
 * Latest score (accepted before submitted), if any.
 */
score: string | null, 
/**
 * Inspection behind the score.
 */
inspection: string | null, 
/**
 * Demonstration village.
 */
demonstration: boolean, };
