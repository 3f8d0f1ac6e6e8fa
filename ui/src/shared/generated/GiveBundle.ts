// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What a bundle is made of.
 */
export type GiveBundle = { "what": "unsent" } | { "what": "receipts" } | { "what": "village", 
/**
 * Division code.
 */
village: string, };
