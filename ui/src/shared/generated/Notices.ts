// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NoticeView } from "./NoticeView";

/**
 * Notices of the caller's villages, newest first.
 */
export type Notices = { 
/**
 * Rows.
 */
rows: Array<NoticeView>, };
