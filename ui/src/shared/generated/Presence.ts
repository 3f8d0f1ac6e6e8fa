// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What was answered where a visit was opened from outside its village.
 */
export type Presence = "here" | "elsewhere";
