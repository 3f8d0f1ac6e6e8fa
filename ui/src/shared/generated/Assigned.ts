// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { FindingBrief } from "./FindingBrief";

/**
 * What `assign` made.
 */
export type Assigned = { 
/**
 * The findings, each a sighting's.
 */
findings: Array<FindingBrief>, };
