// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Which submissions the queue shows.
 */
export type QueueFilter = "waiting" | "returned" | "accepted" | "all";
