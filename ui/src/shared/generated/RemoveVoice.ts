// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `remove_voice`.
 */
export type RemoveVoice = { 
/**
 * Inspection.
 */
inspection: string, 
/**
 * Voice note.
 */
id: string, };
