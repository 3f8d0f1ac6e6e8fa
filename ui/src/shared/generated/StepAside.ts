// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Why a step does not count.
 */
export type StepAside = "overruled" | "late" | "not_allowed" | "unplaced";
