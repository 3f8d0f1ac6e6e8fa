// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * In which order findings come.
 */
export type FindingOrder = "urgent" | "easy";
