// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";
import type { ReturnBrief } from "./ReturnBrief";
import type { VisitKind } from "./VisitKind";
import type { VisitStatus } from "./VisitStatus";

/**
 * A village on the first screen or in a search.
 */
export type VillageCard = { 
/**
 * Village.
 */
village: NamedId, 
/**
 * Its township.
 */
township: NamedId, 
/**
 * Status of the visit in the due round.
 */
status: VisitStatus, 
/**
 * Inspection, once begun.
 */
inspection: string | null, 
/**
 * Announced or not, once begun.
 */
kind: VisitKind | null, 
/**
 * Distance in metres from the position given.
 */
distance: number | null, 
/**
 * Answered and applicable items.
 */
answered: number, 
/**
 * Items in all.
 */
items: number, 
/**
 * Score so far or final.
 */
score: string | null, 
/**
 * Reason of a return, who and when.
 */
returned: ReturnBrief | null, 
/**
 * All of it is on the server, by receipt.
 */
delivered: boolean, 
/**
 * Assigned to my team in this round.
 */
assigned: boolean, 
/**
 * Score of the village's last accepted inspection before this round.
 */
lastScore: string | null, 
/**
 * Demonstration village.
 */
demonstration: boolean, };
