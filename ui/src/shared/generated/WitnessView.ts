// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { WitnessKind } from "./WitnessKind";

/**
 * Who witnessed the visit.
 */
export type WitnessView = { 
/**
 * Signed, refused, absent, or an unannounced visit.
 */
kind: WitnessKind, 
/**
 * Name of the witness.
 */
name: string, 
/**
 * Reason for a refusal or absence.
 */
reason: string, 
/**
 * A signature is kept.
 */
signed: boolean, };
