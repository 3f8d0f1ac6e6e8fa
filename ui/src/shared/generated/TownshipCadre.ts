// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";

/**
 * Somebody who clears in one of its villages.
 */
export type TownshipCadre = { 
/**
 * Row id and name.
 */
person: NamedId, 
/**
 * Office or title, may be empty.
 */
title: string, 
/**
 * Of these villages.
 */
villages: Array<NamedId>, };
