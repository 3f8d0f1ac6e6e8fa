// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What a line of an inspection's history tells.
 */
export type HistoryWhat = "started" | "answered" | "sighted" | "photographed" | "spoken" | "asked" | "witnessed" | "submitted" | "returned" | "accepted" | "noticed";
