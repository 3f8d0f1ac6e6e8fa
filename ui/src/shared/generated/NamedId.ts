// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * An id with the name to show for it.
 */
export type NamedId = { 
/**
 * Row id or division code.
 */
id: string, 
/**
 * Name to show.
 */
name: string, };
