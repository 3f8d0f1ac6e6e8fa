// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Whose a finding is (户主、产权人).
 */
export type OwnerView = { 
/**
 * Name, may be empty.
 */
name: string, 
/**
 * Phone as it is dialled, may be empty.
 */
phone: string, 
/**
 * Who wrote it.
 */
by: string, 
/**
 * When.
 */
at: number, 
/**
 * Two people wrote it differently.
 */
conflict: boolean, };
