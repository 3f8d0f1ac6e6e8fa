// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What goes with a voice note's bytes. It belongs to an item or to a sighting.
 */
export type KeepVoice = { 
/**
 * Inspection.
 */
inspection: string, 
/**
 * Item it is about.
 */
item: string | null, 
/**
 * Sighting it is about.
 */
sighting: string | null, 
/**
 * How long it is, milliseconds; 0 of a file that does not tell.
 */
durationMs: number, 
/**
 * When it began.
 */
recordedAt: number, 
/**
 * Zone offset, minutes east.
 */
offsetMin: number, 
/**
 * Id that its row gets, a UUID made when the recording began: a second try is the same note. `None` makes one here.
 */
key: string | null, };
