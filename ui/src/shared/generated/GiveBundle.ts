// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
export type GiveBundle = { "what": "unsent" } | { "what": "receipts" } | { "what": "village", village: string };
