// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Shape } from "./Shape";
import type { Usage } from "./Usage";

/**
 * What was measured of one place. What nobody measured is not there.
 */
export type Size = { 
/**
 * Of a pile.
 */
shape?: Shape, 
/**
 * Decimetres.
 */
length?: number, 
/**
 * Decimetres.
 */
width?: number, 
/**
 * Decimetres.
 */
height?: number, 
/**
 * Of a structure: its floor, m².
 */
area?: number, 
/**
 * Storeys.
 */
storeys?: number, 
/**
 * What it is used for.
 */
usage?: Usage, 
/**
 * Legal basis (法律依据), as quoted.
 */
basis?: string, };
