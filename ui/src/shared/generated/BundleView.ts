// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { BundleKind } from "./BundleKind";
import type { NamedId } from "./NamedId";

/**
 * A bundle, as it says of itself.
 */
export type BundleView = { 
/**
 * What it was made of.
 */
kind: BundleKind, 
/**
 * Which village.
 */
village: NamedId | null, 
/**
 * Name of the device that made it.
 */
maker: string, 
/**
 * When, by that device's clock.
 */
madeAt: number, 
/**
 * Changes (commits) in it.
 */
changes: number, 
/**
 * Photographs and other files in it.
 */
files: number, 
/**
 * Receipts in it.
 */
receipts: number, 
/**
 * Files that belong into it and were not here, or damaged: only of one that was just made.
 */
filesMissing: number, };
