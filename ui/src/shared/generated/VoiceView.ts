// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * A voice note. Its sound is at the door's media address: `voice`.
 */
export type VoiceView = { 
/**
 * Row id.
 */
id: string, 
/**
 * Item that it is about; `None` for one of a sighting.
 */
item: string | null, 
/**
 * How long it is, milliseconds; 0 where that is not known.
 */
durationMs: number, 
/**
 * When it began.
 */
recordedAt: number, 
/**
 * Who said it.
 */
by: string, 
/**
 * The sound can be played here without the server.
 */
here: boolean, 
/**
 * The sound is on the server, by receipt.
 */
delivered: boolean, };
