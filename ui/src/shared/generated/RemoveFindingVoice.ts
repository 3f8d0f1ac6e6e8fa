// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `remove_finding_voice`.
 */
export type RemoveFindingVoice = { 
/**
 * Finding.
 */
finding: string, 
/**
 * Voice note.
 */
id: string, };
