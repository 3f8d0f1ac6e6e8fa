// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Which control answers an item.
 */
export type AnswerKind = "count" | "level" | "yes_no" | "yes_partial_no" | "sightings" | "households" | "ratio";
