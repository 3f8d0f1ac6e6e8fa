// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { MapLevel } from "./MapLevel";

/**
 * One division on the map.
 */
export type MapDivision = { 
/**
 * Code.
 */
code: string, 
/**
 * Name.
 */
name: string, 
/**
 * Township or village.
 */
level: MapLevel, 
/**
 * Rings of lon, lat.
 */
rings: Array<Array<[number, number]>>, 
/**
 * Centre.
 */
centre: [number, number] | null, };
