// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What the findings of a notice have in common.
 */
export type NoticeScope = "village" | "township" | "selection";
