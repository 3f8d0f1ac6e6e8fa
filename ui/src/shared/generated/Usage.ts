// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What an illegal structure is used for.
 */
export type Usage = "storage" | "pen" | "toilet" | "dwelling" | "business" | "empty";
