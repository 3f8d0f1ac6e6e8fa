// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";
import type { VisitStatus } from "./VisitStatus";

/**
 * One submission in the queue.
 */
export type QueueRow = { 
/**
 * Inspection.
 */
inspection: string, 
/**
 * Submission.
 */
submission: string, 
/**
 * Village.
 */
village: NamedId, 
/**
 * Township.
 */
township: NamedId, 
/**
 * Who submitted.
 */
inspector: string, 
/**
 * When.
 */
submittedAt: number, 
/**
 * Score by this replica's computation.
 */
score: string | null, 
/**
 * Status.
 */
status: VisitStatus, 
/**
 * Photographs the server has by receipt, of all.
 */
photosHere: number, 
/**
 * All photographs.
 */
photos: number, 
/**
 * The content differs from what was submitted, or rows are in conflict: look closely.
 */
doubtful: boolean, };
