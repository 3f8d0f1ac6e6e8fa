// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * One term of an item's arithmetic: `count × each = lost`.
 */
export type TermView = { 
/**
 * Rule key: `each`, `heap`, `scattered`, `burning`, `level`, `partial`, `no`, `household`, `ratio`, `overdue`, `fixed_on_spot`, `transferred`, `floor`.
 */
rule: string, 
/**
 * Count, where there is one.
 */
count: number | null, 
/**
 * Points each.
 */
each: string | null, 
/**
 * Points lost by this term.
 */
lost: string, 
/**
 * Kind of sighting, level name, or household numbers, as data.
 */
detail: string, };
