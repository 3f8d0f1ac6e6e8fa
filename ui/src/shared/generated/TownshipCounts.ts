// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Findings of a village or of a township, each figure by a filter of `findings`.
 */
export type TownshipCounts = { 
/**
 * Their deadline is missed.
 */
overdue: number, 
/**
 * Due today.
 */
dueToday: number, 
/**
 * Sent back, and not answered since.
 */
sentBack: number, 
/**
 * 待转办: the township's to hand on.
 */
toForward: number, 
/**
 * 待初核: answered, the township's to look at.
 */
toCheck: number, 
/**
 * 移交 or 延期 was asked for: the supervisors decide.
 */
asked: number, 
/**
 * Not over, in all.
 */
open: number, };
