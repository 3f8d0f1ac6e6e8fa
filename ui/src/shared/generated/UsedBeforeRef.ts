// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `used_before`.
 */
export type UsedBeforeRef = { 
/**
 * The photograph.
 */
photo: string, };
