// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { RoundBrief } from "./RoundBrief";
import type { VillageCard } from "./VillageCard";

/**
 * The first screen of an inspector.
 */
export type Today = { 
/**
 * The round that is due, if any.
 */
round: RoundBrief | null, 
/**
 * Assigned to my team in this round.
 */
assigned: number, 
/**
 * Of those, submitted or accepted.
 */
done: number, 
/**
 * Begun and not submitted.
 */
unfinished: number, 
/**
 * Sent back.
 */
returned: number, 
/**
 * Cards: begun, returned, due (nearest first), done.
 */
cards: Array<VillageCard>, };
