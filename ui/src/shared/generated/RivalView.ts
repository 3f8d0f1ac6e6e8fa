// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { RivalSide } from "./RivalSide";

/**
 * A row that two people changed differently.
 */
export type RivalView = { 
/**
 * Item that it is about; `None` for the visit's own row and its witness.
 */
item: string | null, 
/**
 * Household, for a tick.
 */
household: number | null, 
/**
 * Sighting, for a sighting or a photograph of one.
 */
sighting: string | null, 
/**
 * Photograph, for one.
 */
photo: string | null, 
/**
 * The sides: what is shown first, then the others, latest first.
 */
sides: Array<RivalSide>, };
