// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Done of total.
 */
export type Progress = { 
/**
 * Done so far.
 */
done: number, 
/**
 * In all.
 */
total: number, };
