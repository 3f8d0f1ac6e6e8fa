// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";
import type { VisitKind } from "./VisitKind";
import type { VisitStatus } from "./VisitStatus";

/**
 * A visit.
 */
export type StoryVisit = { 
/**
 * For those who see it.
 */
inspection: string | null, 
/**
 * Name of the round.
 */
round: string, 
/**
 * For those who see the visit.
 */
team: NamedId | null, 
/**
 * Announced, or not.
 */
visit: VisitKind, 
/**
 * Where it stands; `None` of one that cannot be read here.
 */
status: VisitStatus | null, 
/**
 * Its score, once it was submitted.
 */
score: string | null, 
/**
 * Something is to be looked at: rows in conflict, or another content than was submitted.
 */
doubtful: boolean, };
