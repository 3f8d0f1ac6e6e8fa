// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `close_group` (本组其余无问题).
 */
export type CloseGroup = { 
/**
 * Inspection.
 */
inspection: string, 
/**
 * Group id.
 */
group: string, };
