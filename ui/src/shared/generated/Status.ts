// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { DoorKind } from "./DoorKind";
import type { Me } from "./Me";
import type { NamedId } from "./NamedId";
import type { Preferences } from "./Preferences";
import type { Wiped } from "./Wiped";

/**
 * Everything that the UI needs to choose its first screen. Answered without touching the network.
 */
export type Status = { 
/**
 * Which door answered.
 */
door: DoorKind, 
/**
 * `None` until enrolled (app) or signed in (web).
 */
me: Me | null, 
/**
 * District code and name, once known.
 */
district: NamedId | null, 
/**
 * Invented data: the UI shows `演示数据`.
 */
demo: boolean, 
/**
 * Above how many metres a position is poor, and looked for again.
 */
positionPoorM: number, 
/**
 * Civil day on this device.
 */
today: string, 
/**
 * Where the person was when the app closed: a UI route, to reopen there.
 */
place: string | null, 
/**
 * UI preferences kept on this device.
 */
preferences: Preferences, 
/**
 * This device's id (32 hex digits), once it has a key.
 */
device: string | null, 
/**
 * The server's address, once enrolled.
 */
server: string | null, 
/**
 * Product version.
 */
version: string, 
/**
 * The device is nobody's because everything on it was wiped, until it is enrolled anew.
 */
wiped: Wiped | null, };
