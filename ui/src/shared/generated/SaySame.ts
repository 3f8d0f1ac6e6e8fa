// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `say_same`: a finding is the same place as another of its village. A hint to the office, which withdraws one of them.
 */
export type SaySame = { 
/**
 * Finding's row id.
 */
finding: string, 
/**
 * The other's row id; `None` takes it back.
 */
sameAs: string | null, };
