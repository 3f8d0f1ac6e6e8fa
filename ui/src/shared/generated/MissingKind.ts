// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What a submission is missing.
 */
export type MissingKind = "unanswered" | "household" | "photos" | "witness" | "unclassified" | "conflict";
