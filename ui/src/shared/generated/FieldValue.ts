// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { AnswerValue } from "./AnswerValue";
import type { Size } from "./Size";

/**
 * What a column says, to be put in words.
 */
export type FieldValue = { "kind": "empty" } | { "kind": "text", 
/**
 * The words.
 */
text: string, } | { "kind": "number", 
/**
 * The number.
 */
n: number, } | { "kind": "flag", 
/**
 * Yes?
 */
on: boolean, } | { "kind": "time", 
/**
 * When.
 */
at: number, } | { "kind": "size", 
/**
 * Of each place.
 */
size: Size, } | { "kind": "place", 
/**
 * Degrees.
 */
lon: number, 
/**
 * Degrees.
 */
lat: number, 
/**
 * Metres.
 */
accuracy: number | null, } | { "kind": "answer", 
/**
 * The answer.
 */
value: AnswerValue, } | { "kind": "code", 
/**
 * The code.
 */
code: string, };
