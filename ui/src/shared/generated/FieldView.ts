// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { FieldValue } from "./FieldValue";

/**
 * One column of a row.
 */
export type FieldView = { 
/**
 * Column; `place` for a position, `other` for what has no words.
 */
name: string, 
/**
 * What it says.
 */
value: FieldValue, };
