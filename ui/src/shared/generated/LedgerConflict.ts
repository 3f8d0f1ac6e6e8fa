// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Where a conflict is settled.
 */
export type LedgerConflict = { 
/**
 * Row id, as in the inbox.
 */
id: string, };
