// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Titles of the columns, in their order, and the name of the sheet.
 */
export type BoundaryWords = { sheet: string, code: string, name: string, level: string, lon: string, lat: string, };
