// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * A submission.
 */
export type SubmissionBrief = { 
/**
 * Row id; a review names it.
 */
id: string, 
/**
 * 1, 2, …
 */
n: number, 
/**
 * Hash of the content that was submitted.
 */
contentHash: string, 
/**
 * The content now has the same hash.
 */
unchanged: boolean, 
/**
 * Score that the inspector's device computed.
 */
score: string | null, 
/**
 * Who.
 */
by: string, 
/**
 * When.
 */
at: number, };
