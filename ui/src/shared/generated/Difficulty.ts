// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * How hard it is to clear: 先易后难 begins with the easy ones.
 */
export type Difficulty = "easy" | "medium" | "hard";
