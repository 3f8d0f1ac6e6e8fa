// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { LinkPreview } from "./LinkPreview";

/**
 * A one-time code that was made. It is nowhere kept but at the server, as a hash: shown once.
 */
export type Invitation = { 
/**
 * The link that holds it.
 */
link: string, 
/**
 * The code alone.
 */
code: string, 
/**
 * What whoever joins compares, of a link that enrols.
 */
enrol: LinkPreview | null, 
/**
 * Good until.
 */
expires: number, };
