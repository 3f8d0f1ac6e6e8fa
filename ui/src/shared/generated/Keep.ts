// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Which side is to stand.
 */
export type Keep = { "kind": "side", 
/**
 * From 0.
 */
at: number, } | { "kind": "both" };
