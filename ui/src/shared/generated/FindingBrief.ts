// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Difficulty } from "./Difficulty";
import type { FindingStatus } from "./FindingStatus";
import type { Fix } from "./Fix";
import type { NamedId } from "./NamedId";
import type { Role } from "./Role";
import type { Size } from "./Size";

/**
 * A finding in a list.
 */
export type FindingBrief = { 
/**
 * Row id.
 */
id: string, 
/**
 * 一处一码.
 */
code: string, 
/**
 * Village.
 */
village: NamedId, 
/**
 * Its township.
 */
township: NamedId, 
/**
 * Kind of sighting.
 */
kind: string, 
/**
 * The kind's name in the standard.
 */
kindName: string, 
/**
 * Places.
 */
count: number, 
/**
 * Landmark and 组.
 */
landmark: string, 
/**
 * How large each place of it is, if somebody measured.
 */
size: Size | null, 
/**
 * How hard it is to clear, if somebody said.
 */
difficulty: Difficulty | null, 
/**
 * Where, if known.
 */
fix: Fix | null, 
/**
 * When it was seen.
 */
seenAt: number, 
/**
 * Where it stands.
 */
status: FindingStatus, 
/**
 * Last day in time, once fixed.
 */
due: string | null, 
/**
 * Days left: 0 today, below 0 overdue. `None` where nothing is due.
 */
daysLeft: number | null, 
/**
 * Its last step sent it back.
 */
sentBack: boolean, 
/**
 * 一处一码 of the finding that it was said to be the same place as.
 */
sameAs: string | null, 
/**
 * The first photograph from before.
 */
photo: string | null, 
/**
 * Who is to do the next thing.
 */
turn: Array<Role>, 
/**
 * The next thing is the caller's to do.
 */
mine: boolean, };
