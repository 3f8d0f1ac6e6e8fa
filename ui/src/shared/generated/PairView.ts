// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { PairOddity } from "./PairOddity";

/**
 * A photograph from before, as the one from after compares with it. Hints: they stop nobody.
 */
export type PairView = { 
/**
 * The photograph from before: one of the same sighting or item.
 */
before: string, 
/**
 * Metres between the two places, if both are known.
 */
metres: number | null, 
/**
 * Degrees between the two directions, 0–180, if both are known.
 */
turned: number | null, 
/**
 * How much later the second was taken, milliseconds.
 */
later: number, 
/**
 * Whether the two look different; `None` while the look of either is not known here.
 */
changed: boolean | null, 
/**
 * What is odd about the two.
 */
odd: Array<PairOddity>, };
