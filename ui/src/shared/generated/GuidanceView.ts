// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Examples beside an item, from the standard.
 */
export type GuidanceView = { 
/**
 * 算.
 */
counts: Array<string>, 
/**
 * 不算.
 */
doesNotCount: Array<string>, };
