// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";

/**
 * Where somebody is, by the boundaries.
 */
export type Whereabouts = { 
/**
 * To be asked: outside the village's boundary by more than the accuracy, and this person has not said of this visit that they are there.
 */
ask: boolean, 
/**
 * Metres to the boundary, 0 within it; `None` where the village has none.
 */
metres: number | null, 
/**
 * The village whose ground it is, if another.
 */
inside: NamedId | null, };
