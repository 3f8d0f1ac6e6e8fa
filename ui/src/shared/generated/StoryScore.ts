// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { VisitKind } from "./VisitKind";

/**
 * The score of a visit, as the village was told it.
 */
export type StoryScore = { 
/**
 * Day of the visit.
 */
day: string, 
/**
 * Score.
 */
score: string, 
/**
 * Name of the round.
 */
round: string, 
/**
 * Title of the standard that it was scored by, for those who see the visit: another version makes another measure.
 */
standard: string | null, 
/**
 * The visit, for those who see it.
 */
inspection: string | null, 
/**
 * Announced, or not.
 */
kind: VisitKind, };
