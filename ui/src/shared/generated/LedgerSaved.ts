// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Who saved a day, and how far it has come.
 */
export type LedgerSaved = { 
/**
 * When.
 */
at: number, 
/**
 * Who.
 */
by: string, 
/**
 * It is on the server, by receipt.
 */
delivered: boolean, };
