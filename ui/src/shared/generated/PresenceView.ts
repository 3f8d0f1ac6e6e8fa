// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";
import type { Presence } from "./Presence";

/**
 * An answer, for whoever reviews the visit.
 */
export type PresenceView = { 
/**
 * Who.
 */
by: string, 
/**
 * When.
 */
at: number, 
/**
 * What was said.
 */
answer: Presence, 
/**
 * Metres to the boundary as it is known now; `None` where the village has none any more.
 */
metres: number | null, 
/**
 * Accuracy of the position, metres.
 */
accuracy: number, 
/**
 * The village whose ground it was, if another.
 */
inside: NamedId | null, };
