// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";

/**
 * A photograph that is, or looks like a copy of, an earlier one that belongs elsewhere.
 */
export type SeenBefore = { 
/**
 * The photograph of this visit.
 */
photo: string, 
/**
 * The earlier one.
 */
earlier: string, 
/**
 * The earlier one's village.
 */
village: NamedId, 
/**
 * When the earlier one was taken.
 */
takenAt: number, 
/**
 * The same file, byte for byte; otherwise a copy by its look (see `xuncun_photo::Look`).
 */
sameFile: boolean, };
