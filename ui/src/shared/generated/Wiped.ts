// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { WipedBecause } from "./WipedBecause";

/**
 * A device that was wiped on the district's word.
 */
export type Wiped = { 
/**
 * Why.
 */
why: WipedBecause, 
/**
 * When.
 */
at: number, 
/**
 * The district's name.
 */
district: string, };
