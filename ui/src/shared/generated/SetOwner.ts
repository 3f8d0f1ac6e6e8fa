// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `set_owner`: whose a finding is. Without a name and a phone it is nobody's that is known.
 */
export type SetOwner = { 
/**
 * Finding's row id.
 */
finding: string, 
/**
 * Name.
 */
name: string, 
/**
 * Phone.
 */
phone: string, };
