// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { StoryPart } from "./StoryPart";

/**
 * Argument of `village_story`.
 */
export type VillageStoryArgs = { 
/**
 * Village code.
 */
village: string, 
/**
 * This part alone.
 */
part: StoryPart | null, 
/**
 * What comes before the entry of that key: [`VillageStory::before`] of the answer that was read last.
 */
before: string | null, 
/**
 * How many entries at most; 0 for 60.
 */
limit: number, };
