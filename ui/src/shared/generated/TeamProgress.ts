// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";

/**
 * One team in the round.
 */
export type TeamProgress = { 
/**
 * Team.
 */
team: NamedId, 
/**
 * Villages assigned.
 */
planned: number, 
/**
 * Inspected.
 */
inspected: number, 
/**
 * Expected by today.
 */
expected: number, 
/**
 * Waiting for review.
 */
waiting: number, 
/**
 * Returned.
 */
returned: number, };
