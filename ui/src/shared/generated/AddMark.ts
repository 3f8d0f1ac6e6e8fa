// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { MarkKind } from "./MarkKind";

/**
 * Argument of `add_mark`: draws on a photograph. Places are fractions of the upright picture, from its top left.
 */
export type AddMark = { 
/**
 * Inspection.
 */
inspection: string, 
/**
 * Photograph.
 */
photo: string, 
/**
 * What it is.
 */
kind: MarkKind, 
/**
 * First point: where an arrow begins, a corner of a box, where a text stands.
 */
x1: number, 
/**
 * First point.
 */
y1: number, 
/**
 * Second point: an arrow's head, the other corner. Of a text it says nothing.
 */
x2: number, 
/**
 * Second point.
 */
y2: number, 
/**
 * Words, of a text.
 */
text: string, 
/**
 * Id that its row gets, a UUID made when it was drawn: a second try is the same mark. `None` makes one here.
 */
key: string | null, };
