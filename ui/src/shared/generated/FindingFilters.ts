// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";
import type { SightingKindView } from "./SightingKindView";

/**
 * What findings can be chosen by: what occurs among those that the caller sees.
 */
export type FindingFilters = { 
/**
 * Townships, in the order of their codes.
 */
townships: Array<NamedId>, 
/**
 * Villages, in the order of their codes; a township's code begins that of its villages.
 */
villages: Array<NamedId>, 
/**
 * Kinds of sighting, by the names of the standard.
 */
kinds: Array<NamedId>, 
/**
 * Teams.
 */
teams: Array<NamedId>, 
/**
 * People who answer for one of these villages (包抓).
 */
duties: Array<NamedId>, 
/**
 * What can be reported: every kind of the district's standard, whether it occurs or not.
 */
chips: Array<SightingKindView>, };
