// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * An enrolment link, taken apart for the person to check before joining.
 */
export type LinkPreview = { 
/**
 * Server address in the link.
 */
server: string, 
/**
 * The root key's fingerprint as six numbered words (Chinese), to compare by voice with the office.
 */
wordsZh: Array<string>, 
/**
 * The same six in English.
 */
wordsEn: Array<string>, 
/**
 * The whole fingerprint, 26 characters as in the link.
 */
fingerprint: string, 
/**
 * The one-time code.
 */
code: string, };
