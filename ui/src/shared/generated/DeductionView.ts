// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { PhotoView } from "./PhotoView";
import type { TermView } from "./TermView";

/**
 * One deduction, to be explained and to be shown with its photographs.
 */
export type DeductionView = { 
/**
 * Item id.
 */
item: string, 
/**
 * Item title.
 */
title: string, 
/**
 * Points lost.
 */
lost: string, 
/**
 * Arithmetic.
 */
terms: Array<TermView>, 
/**
 * Landmarks and notes, for the place column.
 */
places: Array<string>, 
/**
 * Photographs behind it.
 */
photos: Array<PhotoView>, };
