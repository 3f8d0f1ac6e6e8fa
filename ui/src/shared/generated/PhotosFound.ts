// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { PhotoFound } from "./PhotoFound";

/**
 * What bears a verification code.
 */
export type PhotosFound = { 
/**
 * One at least, the earliest first; more than one is one file that was handed in more than once. At most 20.
 */
photos: Array<PhotoFound>, };
