// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Term } from "./Term";

/**
 * Argument of `assign` (交办): of a visit's sightings, some or all that may be.
 */
export type Assign = { 
/**
 * Inspection.
 */
inspection: string, 
/**
 * Sightings; none for all that are neither put right nor somebody else's, and no findings yet.
 */
sightings: Array<string>, 
/**
 * To the township, which hands on.
 */
toTownship: boolean, 
/**
 * How long there is; `None` by what it is.
 */
term: Term | null, 
/**
 * Words for the village.
 */
note: string, };
