// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Verdict } from "./Verdict";

/**
 * Argument of `review`.
 */
export type ReviewArgs = { 
/**
 * Submission that was looked at.
 */
submission: string, 
/**
 * Its content hash as shown; refused with `submission_changed` if it is another by now.
 */
contentHash: string, 
/**
 * Accept, or send back.
 */
verdict: Verdict, 
/**
 * Needed for a return.
 */
reason: string, };
