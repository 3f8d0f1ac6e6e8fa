// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { SameFinding } from "./SameFinding";

/**
 * Another finding, and who said that it is the same place.
 */
export type SaidSame = { 
/**
 * The other one.
 */
finding: SameFinding, 
/**
 * Who said so.
 */
by: string, 
/**
 * When.
 */
at: number, };
