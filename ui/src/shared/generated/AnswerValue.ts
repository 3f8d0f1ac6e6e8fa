// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { AnswerLevel } from "./AnswerLevel";
import type { Tick } from "./Tick";
import type { YesPartialNo } from "./YesPartialNo";

/**
 * The value of an answer.
 */
export type AnswerValue = { "kind": "count", 
/**
 * 0 to 9999.
 */
n: number, } | { "kind": "level", 
/**
 * Which.
 */
level: AnswerLevel, } | { "kind": "yes_no", 
/**
 * 是.
 */
yes: boolean, } | { "kind": "yes_partial_no", 
/**
 * Which.
 */
value: YesPartialNo, } | { "kind": "household", 
/**
 * Which.
 */
tick: Tick, } | { "kind": "ratio", 
/**
 * Done, 0 to 999,999.
 */
done: number, 
/**
 * Target, 0 to 999,999.
 */
target: number, 
/**
 * Tasks past their deadline, 0 to 9999; left out when 0.
 */
overdue?: number, } | { "kind": "not_applicable" };
