// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { MissingKind } from "./MissingKind";

/**
 * Something that stops a submission, and where to mend it.
 */
export type Missing = { 
/**
 * What is missing.
 */
kind: MissingKind, 
/**
 * Group id, where there is one.
 */
group: string | null, 
/**
 * Item id, where there is one.
 */
item: string | null, 
/**
 * Sighting id, where there is one.
 */
sighting: string | null, 
/**
 * How many.
 */
count: number, 
/**
 * Title of the item, for the list.
 */
title: string, 
/**
 * Blocks the submission; otherwise a hint.
 */
blocks: boolean, };
