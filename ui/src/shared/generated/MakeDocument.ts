// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { ListOrder } from "./ListOrder";
import type { NoticeOrder } from "./NoticeOrder";
import type { ShareOrder } from "./ShareOrder";

/**
 * Argument of `make_document`.
 */
export type MakeDocument = { "what": "lists" } & ListOrder | { "what": "notice" } & NoticeOrder | { "what": "share" } & ShareOrder;
