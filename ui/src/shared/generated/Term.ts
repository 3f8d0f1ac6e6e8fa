// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * How long there is.
 */
export type Term = "on_spot" | "general" | "demolition";
