// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";
import type { TownshipCounts } from "./TownshipCounts";
import type { TownshipNotice } from "./TownshipNotice";

/**
 * One village.
 */
export type TownshipVillage = { 
/**
 * The village.
 */
village: NamedId, 
/**
 * Demonstration village.
 */
demonstration: boolean, 
/**
 * Its findings.
 */
counts: TownshipCounts, 
/**
 * What its last visit told it; `None` before any did.
 */
told: TownshipNotice | null, };
