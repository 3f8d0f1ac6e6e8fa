// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";
import type { StoryEntry } from "./StoryEntry";
import type { StoryScore } from "./StoryScore";

/**
 * A village with its story.
 */
export type VillageStory = { 
/**
 * Village.
 */
village: NamedId, 
/**
 * Its township.
 */
township: NamedId, 
/**
 * Demonstration village.
 */
demonstration: boolean, 
/**
 * Households, if known.
 */
households: number | null, 
/**
 * People, if known.
 */
people: number | null, 
/**
 * Who answers for it (包抓).
 */
duty: Array<NamedId>, 
/**
 * What its visits told it, a point for each that was accepted, the earliest first.
 */
scores: Array<StoryScore>, 
/**
 * The caller sees its visits, and not only what they told it.
 */
seesVisits: boolean, 
/**
 * The newest first.
 */
entries: Array<StoryEntry>, 
/**
 * To be asked for what comes before the last entry, if anything does.
 */
before: string | null, 
/**
 * Civil day of this answer.
 */
today: string, 
/**
 * When.
 */
asOf: number, };
