// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { HeldOriginal } from "./HeldOriginal";
import type { NamedId } from "./NamedId";
import type { PhotoView } from "./PhotoView";

/**
 * A photograph that a verification code leads to.
 */
export type PhotoFound = { 
/**
 * When, where, by whom, on which device.
 */
photo: PhotoView, 
/**
 * The inspection that it lies in, if that is here.
 */
inspection: string | null, 
/**
 * Village.
 */
village: NamedId, 
/**
 * Township.
 */
township: NamedId, 
/**
 * What it shows: the sighting's kind and landmark, or the item's title. Empty for one that nobody classified.
 */
title: string, 
/**
 * Whether the original that is held here is the one that was signed.
 */
held: HeldOriginal, };
