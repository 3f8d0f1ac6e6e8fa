// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Where a finding stands. Derived from its steps.
 */
export type FindingStatus = "reported" | "at_township" | "open" | "open_asked" | "replied" | "checked" | "verified" | "disputed" | "closed" | "moved" | "withdrawn";
