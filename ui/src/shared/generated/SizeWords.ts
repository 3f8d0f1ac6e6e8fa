// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * How large something is, in words.
 */
export type SizeWords = { 
/**
 * m³: `{n}`.
 */
volume: string, 
/**
 * m²: `{n}`.
 */
area: string, 
/**
 * Storeys: `{n}`.
 */
storeys: string, 
/**
 * Between two of them.
 */
sep: string, };
