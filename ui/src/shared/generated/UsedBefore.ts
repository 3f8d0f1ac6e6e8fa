// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { SeenBefore } from "./SeenBefore";

/**
 * Whether a photograph was used before. A hint: it stops nobody.
 */
export type UsedBefore = { 
/**
 * Its look is known here; until then nothing can be said.
 */
known: boolean, 
/**
 * The earliest that it repeats, of those that the caller may see.
 */
earlier: SeenBefore | null, };
