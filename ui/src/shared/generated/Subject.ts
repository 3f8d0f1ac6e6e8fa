// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";

/**
 * What a row is about, for its title.
 */
export type Subject = { 
/**
 * Table.
 */
table: string, 
/**
 * Village, township or county that it lies in.
 */
place: NamedId, 
/**
 * The visit that it belongs to, if it is here.
 */
inspection: string | null, 
/**
 * Item of the standard.
 */
item: NamedId | null, 
/**
 * Unit of the item's count.
 */
unit: string, 
/**
 * Household, for a tick.
 */
household: number | null, 
/**
 * Name of the kind of sighting.
 */
kind: string, 
/**
 * Day of the ledger.
 */
day: string | null, };
