// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * A score with its parts.
 */
export type ScoreView = { 
/**
 * Total out of 100, or `None`: 无可评项.
 */
total: string | null, 
/**
 * Goals out of 100.
 */
goals: string | null, 
/**
 * Measures out of 100.
 */
measures: string | null, 
/**
 * What a point of the goals weighs in the total, e.g. `0.7`, while both sides count; the total is then their weighed sum.
 */
goalsWeight: string, 
/**
 * What a point of the measures weighs in the total, e.g. `0.3`.
 */
measuresWeight: string, 
/**
 * Items not answered yet: while above 0 the score is provisional (暂计).
 */
unanswered: number, 
/**
 * Sum of the deductions shown.
 */
lost: string, };
