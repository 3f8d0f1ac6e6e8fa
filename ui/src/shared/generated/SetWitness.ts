// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { WitnessKind } from "./WitnessKind";

/**
 * Argument of `set_witness`.
 */
export type SetWitness = { 
/**
 * Inspection.
 */
inspection: string, 
/**
 * Signed, refused, absent, or an unannounced visit.
 */
kind: WitnessKind, 
/**
 * Name.
 */
name: string, 
/**
 * Reason.
 */
reason: string, 
/**
 * Strokes on the glass: each a list of x,y pairs in 0–1000, as one flat list.
 */
strokes: Array<Array<number>>, };
