// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { MapDivision } from "./MapDivision";

/**
 * Boundaries for the plain map, sent once.
 */
export type DistrictMap = { 
/**
 * Divisions with their rings, township and village.
 */
divisions: Array<MapDivision>, };
