// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { FindingsArgs } from "./FindingsArgs";
import type { NoticeForm } from "./NoticeForm";
import type { NoticeScope } from "./NoticeScope";
import type { NoticeTexts } from "./NoticeTexts";

/**
 * Which findings, for whom.
 */
export type NoticeOrder = { 
/**
 * As what.
 */
form: NoticeForm, 
/**
 * What they have in common.
 */
scope: NoticeScope, 
/**
 * Which findings.
 */
filter: FindingsArgs, 
/**
 * What it says.
 */
texts: NoticeTexts, };
