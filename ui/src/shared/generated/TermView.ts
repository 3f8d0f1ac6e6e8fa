// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * One term of an item's arithmetic: `count × each = lost`.
 */
export type TermView = { 
/**
 * Rule key: `each`, a grade's id (`heap`, `scattered`, `burning`), `level`, `partial`, `no`, `household`, `ratio`, `overdue`,
 * `still_open_in_time`, `fixed_on_spot`, `transferred`, `same_finding`, `floor` (its `lost` is negative).
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
 * Kinds of sighting (`firewood,manure`), level (`fair`), households (`2,4`) or amounts (`3/4`), as data.
 */
detail: string, };
