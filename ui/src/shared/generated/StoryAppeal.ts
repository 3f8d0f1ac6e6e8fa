// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * An appeal.
 */
export type StoryAppeal = { 
/**
 * The item that it is about.
 */
item: string, 
/**
 * Why.
 */
reason: string, 
/**
 * Who wrote it last.
 */
by: string, 
/**
 * The verdict, as stored; empty until there is one.
 */
verdict: string, 
/**
 * The verdict's words.
 */
verdictReason: string, };
