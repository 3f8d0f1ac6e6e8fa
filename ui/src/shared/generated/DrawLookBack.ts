// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { FindingsArgs } from "./FindingsArgs";

/**
 * Argument of `draw_look_back`.
 */
export type DrawLookBack = { 
/**
 * Which of the closed ones: places, kinds, teams, people, days and words. Where they stand and what is due is not asked.
 */
filters: FindingsArgs, 
/**
 * Closed at least so many days ago.
 */
days: number, 
/**
 * How many, at most.
 */
count: number, 
/**
 * One at least of each township, while the count allows.
 */
perTownship: boolean, 
/**
 * Made by the screen before its first try, a UUID: a second try is the same draw.
 */
key: string, };
