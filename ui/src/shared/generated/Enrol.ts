// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `enrol`, and of `renew`.
 */
export type Enrol = { 
/**
 * The link as pasted.
 */
link: string, 
/**
 * A name for this device in the district's list, e.g. `四组 2 号平板`.
 */
deviceName: string, };
