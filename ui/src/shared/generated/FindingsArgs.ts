// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { DueFilter } from "./DueFilter";
import type { FindingOrder } from "./FindingOrder";
import type { FindingStatus } from "./FindingStatus";

/**
 * Argument of `findings`. What is empty or `None` filters nothing.
 */
export type FindingsArgs = { 
/**
 * Those alone in which the next thing is the caller's to do.
 */
mine: boolean, 
/**
 * Those alone that are not over: neither closed nor moved nor withdrawn.
 */
unsettled: boolean, 
/**
 * Township codes.
 */
townships: Array<string>, 
/**
 * Village codes.
 */
villages: Array<string>, 
/**
 * Kinds of sighting.
 */
kinds: Array<string>, 
/**
 * Where they stand.
 */
statuses: Array<FindingStatus>, 
/**
 * Deadlines.
 */
due: DueFilter | null, 
/**
 * Those alone whose last step sent them back.
 */
sentBack: boolean, 
/**
 * Team that saw them.
 */
team: string | null, 
/**
 * Seen on this day or later.
 */
from: string | null, 
/**
 * Seen on this day or before.
 */
to: string | null, 
/**
 * Person who answers for the village (包抓).
 */
duty: string | null, 
/**
 * The visit in which they were seen.
 */
inspection: string | null, 
/**
 * These alone, by row id.
 */
findings: Array<string>, 
/**
 * Closed (销号) at least so many days ago.
 */
closedDays: number | null, 
/**
 * What a draw for 回头看 has drawn, by the draw's row id; for those who may read the draw.
 */
draw: string | null, 
/**
 * Code, village, landmark or note.
 */
query: string, 
/**
 * In which order.
 */
order: FindingOrder, 
/**
 * How many to leave out from the beginning.
 */
offset: number, 
/**
 * How many at most; 0 for 200.
 */
limit: number, };
