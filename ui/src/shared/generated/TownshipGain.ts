// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";

/**
 * What would raise a village's score in one item.
 */
export type TownshipGain = { 
/**
 * The village.
 */
village: NamedId, 
/**
 * Item id.
 */
item: string, 
/**
 * Item title.
 */
title: string, 
/**
 * Points of the item that its last visit took, by its notice.
 */
lost: string | null, 
/**
 * That notice.
 */
notice: string | null, 
/**
 * Points of the item that the overdue findings cost at the next visit, should they still be there; those of `by_grade` not among them.
 */
ahead: string | null, 
/**
 * Overdue findings whose price the next visit says (成堆, 零散, 焚烧).
 */
byGrade: number, 
/**
 * Overdue findings of the item.
 */
overdue: number, 
/**
 * Findings of the item that are not over.
 */
open: number, 
/**
 * Kinds of sighting that count in the item, to look for its findings by.
 */
kinds: Array<string>, };
