// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { ShareWords } from "./ShareWords";

/**
 * Which finding.
 */
export type ShareOrder = { 
/**
 * Row id, or its code.
 */
finding: string, 
/**
 * How a day is written: `{y}`, `{m}`, `{d}`.
 */
day: string, 
/**
 * What its QR says: `{code}`.
 */
link: string, 
/**
 * How many places: `{n}`.
 */
count: string, 
/**
 * Names of kinds, by their ids, where they are to be other than the standard's.
 */
kinds: { [key in string]: string }, 
/**
 * The rest.
 */
words: ShareWords, };
