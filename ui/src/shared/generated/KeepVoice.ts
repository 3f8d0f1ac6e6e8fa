// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What goes with a voice note's bytes. It belongs to an item or to a sighting of a visit, or to a finding.
 */
export type KeepVoice = { 
/**
 * Inspection; `None` of a finding's.
 */
inspection: string | null, 
/**
 * Finding that something is said of; `None` of a visit's.
 */
finding: string | null, 
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
