// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `finding`.
 */
export type FindingRef = { 
/**
 * Row id, or its code.
 */
finding: string, };
