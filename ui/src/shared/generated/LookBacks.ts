// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { LookBackDraw } from "./LookBackDraw";

/**
 * The draws.
 */
export type LookBacks = { 
/**
 * The latest first.
 */
rows: Array<LookBackDraw>, 
/**
 * May the caller draw?
 */
mayDraw: boolean, };
