// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What there is to hand over.
 */
export type HandOver = { 
/**
 * Own changes that no receipt names.
 */
changes: number, 
/**
 * Own files that no receipt names.
 */
files: number, 
/**
 * Others' changes that this device carries.
 */
carried: number, 
/**
 * Those of them that the server did not take when last asked.
 */
held: number, 
/**
 * Others' files that this device carries.
 */
carriedFiles: number, 
/**
 * Others' changes and files that the server has: their receipts can be given back.
 */
toGiveBack: number, };
