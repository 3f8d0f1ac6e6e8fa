// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { BaseView } from "./BaseView";
import type { FieldView } from "./FieldView";

/**
 * One side of a conflict, with what differs and nothing else.
 */
export type ConflictSide = { 
/**
 * Who.
 */
by: string, 
/**
 * On which device.
 */
device: string, 
/**
 * Signed by the server for a web user.
 */
byServer: boolean, 
/**
 * When.
 */
at: number, 
/**
 * This side took the row out.
 */
removed: boolean, 
/**
 * What differs.
 */
fields: Array<FieldView>, 
/**
 * What it was written on; empty where the row was new.
 */
bases: Array<BaseView>, 
/**
 * Photographs by this side's author that belong to it.
 */
photos: Array<string>, };
