// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Titles of the first columns, in their order, and the name of the sheet.
 */
export type CleanupWords = { sheet: string, villageCode: string, township: string, village: string, day: string, };
