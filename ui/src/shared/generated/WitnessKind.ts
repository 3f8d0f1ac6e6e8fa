// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Who witnessed a visit.
 */
export type WitnessKind = "signed" | "refused" | "absent" | "unannounced";
