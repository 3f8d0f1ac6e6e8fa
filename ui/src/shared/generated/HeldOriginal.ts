// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What the bytes of an original say, read anew, of the hash that was signed with the photograph.
 */
export type HeldOriginal = "agrees" | "differs" | "away";
