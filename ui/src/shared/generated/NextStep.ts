// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { StepKind } from "./StepKind";

/**
 * Something that the caller may do now.
 */
export type NextStep = { 
/**
 * What.
 */
kind: StepKind, 
/**
 * It needs a reason.
 */
reason: boolean, 
/**
 * It needs a photograph from after.
 */
photo: boolean, 
/**
 * It fixes a deadline, or asks for one: the day that is proposed.
 */
due: string | null, };
