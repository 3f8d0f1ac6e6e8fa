// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { FindingStatus } from "./FindingStatus";

/**
 * A finding that a sighting, or another finding, is, or may be.
 */
export type SameFinding = { 
/**
 * Row id.
 */
id: string, 
/**
 * 一处一码.
 */
code: string, 
/**
 * Where it stands.
 */
status: FindingStatus, 
/**
 * Last day in time, once fixed.
 */
due: string | null, 
/**
 * Landmark and 组.
 */
landmark: string, 
/**
 * How far it is from what was seen, of one that is offered.
 */
metres: number | null, };
