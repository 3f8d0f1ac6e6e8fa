// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What a device carries to the server for others, and no receipt names yet.
 */
export type CarriedWork = { 
/**
 * Inspections.
 */
inspections: number, 
/**
 * Changes, in inspections and elsewhere.
 */
changes: number, 
/**
 * Photographs.
 */
photos: number, };
