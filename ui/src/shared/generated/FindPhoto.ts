// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `find_photo`.
 */
export type FindPhoto = { 
/**
 * The verification code at a photograph's foot, as somebody typed it.
 */
code: string, };
