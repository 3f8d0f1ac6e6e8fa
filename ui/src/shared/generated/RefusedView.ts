// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";
import type { RefusedRow } from "./RefusedRow";

/**
 * A change that the server refused. Its content is kept on this device.
 */
export type RefusedView = { 
/**
 * Draft id.
 */
id: string, 
/**
 * Refusal code.
 */
code: string, 
/**
 * Place that it was about.
 */
place: NamedId, 
/**
 * Who wrote it.
 */
by: string, 
/**
 * When.
 */
at: number, 
/**
 * Its rows.
 */
rows: Array<RefusedRow>, 
/**
 * May the caller record it again, as rights are now?
 */
recordable: boolean, };
