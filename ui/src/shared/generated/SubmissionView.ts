// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { HistoryEntry } from "./HistoryEntry";
import type { InspectionView } from "./InspectionView";
import type { SeenBefore } from "./SeenBefore";
import type { SubmissionBrief } from "./SubmissionBrief";

/**
 * One submission on the desk.
 */
export type SubmissionView = { 
/**
 * The inspection, computed here.
 */
inspection: InspectionView, 
/**
 * Latest submission.
 */
submission: SubmissionBrief | null, 
/**
 * History, oldest first.
 */
history: Array<HistoryEntry>, 
/**
 * Its photographs that were there before, in another place or on another day. A warning for the reviewer; it blocks nobody.
 */
seenBefore: Array<SeenBefore>, 
/**
 * Village's boundary: rings of lon, lat.
 */
boundary: Array<Array<[number, number]>>, 
/**
 * Village's centre.
 */
centre: [number, number] | null, 
/**
 * Score of the village's accepted inspection before this one.
 */
lastScore: string | null, 
/**
 * A verdict may be given now by this caller; with rows in conflict (`inspection.conflicts`) only a return.
 */
reviewable: boolean, };
