// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { FindingBrief } from "./FindingBrief";

/**
 * Findings, those that are longest overdue first.
 */
export type Findings = { 
/**
 * Those that were asked for.
 */
rows: Array<FindingBrief>, 
/**
 * How many fit the filter, whatever the page holds.
 */
total: number, 
/**
 * Of all that the caller sees: not over.
 */
unsettled: number, 
/**
 * Of all that the caller sees: overdue.
 */
overdue: number, 
/**
 * Of all that the caller sees: due today.
 */
dueToday: number, 
/**
 * Of all that the caller sees: cleared, it is said, and to be looked at.
 */
toVerify: number, 
/**
 * Of all that the caller sees: moved, or in question.
 */
moved: number, 
/**
 * Of all that the caller sees: the next thing is the caller's to do.
 */
mine: number, 
/**
 * Civil day of this answer.
 */
today: string, 
/**
 * When.
 */
asOf: number, };
