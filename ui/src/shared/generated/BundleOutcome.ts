// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { BundleView } from "./BundleView";

/**
 * What became of a bundle that was taken in.
 */
export type BundleOutcome = { 
/**
 * The bundle.
 */
bundle: BundleView, 
/**
 * Changes that the server had accepted, and that are seen here now.
 */
applied: number, 
/**
 * Changes of others that this device carries to the server from now on.
 */
carried: number, 
/**
 * Files of others that this device keeps now.
 */
files: number, 
/**
 * Receipts that told something new: what they name is delivered.
 */
receipts: number, 
/**
 * Changes and files that were here already.
 */
already: number, 
/**
 * Changes and files that the caller's grants do not cover; they were not kept.
 */
leftOut: number, };
