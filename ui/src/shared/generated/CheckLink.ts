// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `check_link`.
 */
export type CheckLink = { 
/**
 * The link as pasted; surrounding words and spaces are tolerated.
 */
link: string, };
