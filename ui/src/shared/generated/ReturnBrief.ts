// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Why an inspection came back.
 */
export type ReturnBrief = { 
/**
 * The reviewer's words.
 */
reason: string, 
/**
 * The reviewer's name.
 */
by: string, 
/**
 * When.
 */
at: number, };
