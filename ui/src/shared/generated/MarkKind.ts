// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What a mark on a photograph is.
 */
export type MarkKind = "arrow" | "circle" | "text" | "blur";
