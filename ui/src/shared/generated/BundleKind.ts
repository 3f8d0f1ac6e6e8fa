// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What a bundle was made of.
 */
export type BundleKind = "unsent" | "receipts" | "village";
