// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { ItemView } from "./ItemView";

/**
 * A group of items.
 */
export type GroupView = { 
/**
 * Group id, e.g. `yihua`, `measures`.
 */
id: string, 
/**
 * Name in the standard, e.g. `一化`.
 */
name: string, 
/**
 * Items.
 */
items: Array<ItemView>, 
/**
 * Items not answered.
 */
unanswered: number, 
/**
 * Points lost.
 */
lost: string, };
