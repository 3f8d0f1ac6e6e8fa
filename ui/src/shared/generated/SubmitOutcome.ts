// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { InspectionView } from "./InspectionView";
import type { Missing } from "./Missing";

/**
 * What submitting did.
 */
export type SubmitOutcome = { 
/**
 * Submitted, and sealed.
 */
submitted: boolean, 
/**
 * What is missing, when not.
 */
missing: Array<Missing>, 
/**
 * The inspection after it.
 */
view: InspectionView, };
