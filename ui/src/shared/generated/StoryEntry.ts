// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { StoryWhat } from "./StoryWhat";

/**
 * Something that happened.
 */
export type StoryEntry = { 
/**
 * Its place in the story, and its name: no two have the same.
 */
key: string, 
/**
 * Civil day.
 */
day: string, 
/**
 * The moment, if it has one.
 */
at: number | null, 
/**
 * What.
 */
what: StoryWhat, };
