// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `township`.
 */
export type TownshipArgs = { 
/**
 * Township code; `None` takes the first that the caller answers for.
 */
township: string | null, };
