// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Measure } from "./Measure";

/**
 * A kind of sighting as a chip.
 */
export type SightingKindView = { 
/**
 * Kind id, e.g. `firewood`, `manure`, `earth`, `garbage`, `clutter`, `illegal_structure`, `dumping`, `posting`.
 */
id: string, 
/**
 * Short name, e.g. `柴`.
 */
short: string, 
/**
 * Name, e.g. `柴堆`.
 */
name: string, 
/**
 * Item that it counts in.
 */
item: string, 
/**
 * What is measured of it.
 */
measure: Measure, 
/**
 * Grades to choose from, e.g. `heap` 成堆, `scattered` 零散, `burning` 焚烧; empty if none.
 */
grades: Array<string>, };
