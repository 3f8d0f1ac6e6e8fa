// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What a notice is written as.
 */
export type NoticeForm = "docx" | "pdf";
