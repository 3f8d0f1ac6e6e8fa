// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { RoundBrief } from "./RoundBrief";
import type { TeamProgress } from "./TeamProgress";
import type { VillageScore } from "./VillageScore";

/**
 * The overview of the due round.
 */
export type Overview = { 
/**
 * The round.
 */
round: RoundBrief | null, 
/**
 * Day of the round, from 1.
 */
roundDay: number, 
/**
 * Days in the round.
 */
roundDays: number, 
/**
 * Villages to inspect in the round.
 */
planned: number, 
/**
 * Villages inspected: submitted or accepted.
 */
inspected: number, 
/**
 * Expected by today, evenly over the round's days.
 */
expected: number, 
/**
 * Waiting for review.
 */
waiting: number, 
/**
 * When the oldest of those was submitted.
 */
oldestWaiting: number | null, 
/**
 * Returned and not yet resubmitted.
 */
returned: number, 
/**
 * Teams' progress.
 */
teams: Array<TeamProgress>, 
/**
 * Every village, with its latest accepted or submitted score.
 */
villages: Array<VillageScore>, 
/**
 * When this was computed.
 */
asOf: number, };
