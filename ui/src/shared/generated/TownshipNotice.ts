// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * A village's last notice, in short.
 */
export type TownshipNotice = { 
/**
 * The notice.
 */
id: string, 
/**
 * Day of the visit.
 */
day: string, 
/**
 * Score out of 100; `None` is 无可评项.
 */
score: string | null, };
