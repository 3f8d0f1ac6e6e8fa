// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";

/**
 * Something that was refused and is kept on the device.
 */
export type RefusedDraft = { 
/**
 * Draft id.
 */
id: string, 
/**
 * Refusal code.
 */
code: string, 
/**
 * Place it was about.
 */
place: NamedId, 
/**
 * Rows in it.
 */
rows: number, 
/**
 * When it was made.
 */
at: number, };
