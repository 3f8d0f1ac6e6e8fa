// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of commands about one inspection.
 */
export type InspectionRef = { 
/**
 * Inspection's row id.
 */
inspection: string, };
