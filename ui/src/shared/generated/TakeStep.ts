// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { StepKind } from "./StepKind";

/**
 * Argument of `take_step`.
 */
export type TakeStep = { 
/**
 * Finding's row id.
 */
finding: string, 
/**
 * What is done.
 */
kind: StepKind, 
/**
 * The step that it answers: the last one that was looked at.
 */
answers: string | null, 
/**
 * Words.
 */
note: string, 
/**
 * The photographs that it shows, by id.
 */
photos: Array<string>, 
/**
 * What it says aloud, voice notes of the finding by id. Where a reason is needed they are one.
 */
voices: Array<string>, 
/**
 * The deadline, where it fixes or asks for one; `None` takes the one that is proposed.
 */
due: string | null, 
/**
 * Made by the screen before its first try, a UUID: a second try is the same step.
 */
key: string, };
