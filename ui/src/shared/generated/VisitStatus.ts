// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Where an inspection stands. Derived, never stored.
 */
export type VisitStatus = "due" | "open" | "submitted" | "returned" | "accepted";
