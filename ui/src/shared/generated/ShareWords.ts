// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Its labels.
 */
export type ShareWords = { 
/**
 * Label of the village.
 */
village: string, 
/**
 * Label of 组 and landmark.
 */
place: string, 
/**
 * Label of the deadline.
 */
deadline: string, 
/**
 * Label of the code.
 */
code: string, 
/**
 * Instead of a photograph.
 */
noPhoto: string, 
/**
 * Beneath the QR code: what it is for.
 */
scan: string, };
