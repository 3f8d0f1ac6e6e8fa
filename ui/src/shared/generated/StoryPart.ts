// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What a story is about.
 */
export type StoryPart = "visits" | "findings" | "ledger";
