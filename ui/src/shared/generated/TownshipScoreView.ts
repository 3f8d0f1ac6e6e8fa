// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * A township's score.
 */
export type TownshipScoreView = { 
/**
 * Mean of its inspected villages, as each was last told; `None` is 样本不足.
 */
mean: string | null, 
/**
 * Villages with a score.
 */
n: number, 
/**
 * Villages in all.
 */
villages: number, 
/**
 * Villages that must have a score before the township has one.
 */
sample: number, };
