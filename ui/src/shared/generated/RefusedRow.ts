// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { FieldView } from "./FieldView";
import type { Subject } from "./Subject";

/**
 * A row of a refused change.
 */
export type RefusedRow = { 
/**
 * What it is about.
 */
subject: Subject, 
/**
 * It took the row out.
 */
removed: boolean, 
/**
 * What it said.
 */
fields: Array<FieldView>, 
/**
 * Photograph, if the row is one's and its picture is here.
 */
photo: string | null, };
