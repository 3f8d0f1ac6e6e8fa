// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";
import type { TownshipCadre } from "./TownshipCadre";
import type { TownshipCounts } from "./TownshipCounts";
import type { TownshipGain } from "./TownshipGain";
import type { TownshipScoreView } from "./TownshipScoreView";
import type { TownshipVillage } from "./TownshipVillage";

/**
 * A township, whole.
 */
export type TownshipView = { 
/**
 * The township.
 */
township: NamedId, 
/**
 * Those that the caller may ask for, this one among them, in the order of their codes.
 */
choices: Array<NamedId>, 
/**
 * Findings of all its villages together.
 */
counts: TownshipCounts, 
/**
 * Its villages, the most urgent first.
 */
villages: Array<TownshipVillage>, 
/**
 * Its score.
 */
score: TownshipScoreView, 
/**
 * What lost points and what is about to, by village and item, the most that is at stake in a village's total first.
 */
gains: Array<TownshipGain>, 
/**
 * Its cadres for whom the caller may make codes (`invite`), by their village.
 */
cadres: Array<TownshipCadre>, 
/**
 * Civil day of this answer.
 */
today: string, 
/**
 * When.
 */
asOf: number, };
