// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Fix } from "./Fix";
import type { Phase } from "./Phase";
import type { PhotoSource } from "./PhotoSource";

/**
 * What goes with a photograph's bytes at the shutter.
 */
export type TakePhoto = { 
/**
 * Inspection it is taken in; `None` of a finding's.
 */
inspection: string | null, 
/**
 * Finding it shows; `None` of a visit's.
 */
finding: string | null, 
/**
 * Item it belongs to.
 */
item: string | null, 
/**
 * Sighting it belongs to.
 */
sighting: string | null, 
/**
 * What it shows.
 */
phase: Phase, 
/**
 * Where the bytes came from: `camera`, or anything else for a file, of which the row says what it shows itself to be.
 */
source: PhotoSource, 
/**
 * The file's name, if it was one: it may tell of a chat program. It is not kept.
 */
name: string | null, 
/**
 * When the shutter was pressed (camera) or the file's own time if known.
 */
takenAt: number, 
/**
 * Zone offset, minutes east.
 */
offsetMin: number, 
/**
 * Position at the shutter, if known.
 */
fix: Fix | null, 
/**
 * The receiver's own time of that position, if the platform tells.
 */
fixedAt: number | null, 
/**
 * Id that its row gets, a UUID made at the shutter: a second try is the same photograph. `None` makes one here.
 */
key: string | null, 
/**
 * The photograph from before that this one was taken against. One that is not there any more is left out.
 */
pair: string | null, 
/**
 * When whoever lives there agreed. Without it no home is photographed; elsewhere it says nothing.
 */
consentAt: number | null, };
