// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * How both sides of a conflict can be kept.
 */
export type Both = "joined" | "two" | "filled";
