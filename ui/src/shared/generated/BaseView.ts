// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * A version that a side was written on.
 */
export type BaseView = { 
/**
 * Who wrote it.
 */
by: string, 
/**
 * When.
 */
at: number, };
