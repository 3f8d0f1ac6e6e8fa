// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What is odd about a pair.
 */
export type PairOddity = "far" | "turned" | "order" | "unchanged";
