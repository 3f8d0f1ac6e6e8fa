// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `ledger`.
 */
export type LedgerArgs = { 
/**
 * Village code; `None` is the first that the caller fills in, else the first that they see.
 */
village: string | null, 
/**
 * `YYYY-MM-DD`; `None` is today.
 */
day: string | null, };
