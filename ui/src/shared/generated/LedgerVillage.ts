// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";

/**
 * A village to choose.
 */
export type LedgerVillage = { 
/**
 * Village.
 */
village: NamedId, 
/**
 * Its township.
 */
township: NamedId, };
