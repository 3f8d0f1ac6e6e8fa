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
 * Hash of the content as it is shown here: what a verdict names.
 */
contentHash: string, 
/**
 * It is what was submitted; otherwise rows came later, from another inspector's tablet, say.
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
