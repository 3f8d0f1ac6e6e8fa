// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Titles of the columns, in their order, and the name of the sheet.
 */
export type FindingWords = { sheet: string, code: string, kind: string, kindName: string, status: string, township: string, village: string, landmark: string, count: string, size: string, lon: string, lat: string, accuracy: string, seenAt: string, due: string, overdueDays: string, closedAt: string, note: string, };
