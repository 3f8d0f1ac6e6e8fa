// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * 是, 部分, 否.
 */
export type YesPartialNo = "yes" | "partial" | "no";
