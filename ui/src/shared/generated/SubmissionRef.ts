// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `submission`.
 */
export type SubmissionRef = { 
/**
 * Inspection.
 */
inspection: string, };
