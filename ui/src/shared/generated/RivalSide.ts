// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { AnswerValue } from "./AnswerValue";

/**
 * One side of a row in conflict.
 */
export type RivalSide = { 
/**
 * Who.
 */
by: string, 
/**
 * When.
 */
at: number, 
/**
 * This side took it out.
 */
removed: boolean, 
/**
 * The answer, for an answer.
 */
value: AnswerValue | null, 
/**
 * The count, for a sighting.
 */
count: number | null, 
/**
 * The kind of sighting, of visit or of witness.
 */
kind: string, 
/**
 * The note, landmark or reason.
 */
note: string, };
