// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { MarkKind } from "./MarkKind";

/**
 * A mark on a photograph. Places are fractions of the upright picture, from its top left.
 */
export type MarkView = { 
/**
 * Row id.
 */
id: string, 
/**
 * What it is.
 */
kind: MarkKind, 
/**
 * First point: where an arrow begins, the left of a box, where a text stands.
 */
x1: number, 
/**
 * First point.
 */
y1: number, 
/**
 * Second point: an arrow's head, the right of a box.
 */
x2: number, 
/**
 * Second point.
 */
y2: number, 
/**
 * Words, of a text.
 */
text: string, };
