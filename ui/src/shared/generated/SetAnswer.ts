// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { AnswerValue } from "./AnswerValue";

/**
 * Argument of `set_answer`.
 */
export type SetAnswer = { 
/**
 * Inspection.
 */
inspection: string, 
/**
 * Item id.
 */
item: string, 
/**
 * Household 1–5 for sampled items.
 */
household: number | null, 
/**
 * The answer; `None` takes it back to unanswered.
 */
value: AnswerValue | null, 
/**
 * Note; `None` keeps the note.
 */
note: string | null, };
