// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Fix } from "./Fix";
import type { Presence } from "./Presence";

/**
 * Records the answer.
 */
export type SayPresence = { 
/**
 * Visit.
 */
inspection: string, 
/**
 * Where this device was.
 */
fix: Fix, 
/**
 * What was said.
 */
answer: Presence, 
/**
 * UUID that the screen made before its first try: a second one doubles nothing.
 */
key: string | null, };
