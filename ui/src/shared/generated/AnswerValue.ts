// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Level } from "./Level";
import type { Tick } from "./Tick";
import type { YesPartialNo } from "./YesPartialNo";

/**
 * An answer to one item.
 */
export type AnswerValue = { "kind": "count", n: number, } | { "kind": "level", level: Level, } | { "kind": "yes_no", yes: boolean, } | { "kind": "yes_partial_no", value: YesPartialNo, } | { "kind": "household", tick: Tick, } | { "kind": "ratio", done: number, target: number, } | { "kind": "not_applicable" };
