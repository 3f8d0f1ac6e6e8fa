// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `link_sighting`.
 */
export type LinkSighting = { 
/**
 * Inspection.
 */
inspection: string, 
/**
 * Sighting.
 */
sighting: string, 
/**
 * The finding that it is; `None` takes it back.
 */
finding: string | null, };
