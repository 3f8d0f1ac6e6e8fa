// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Where a photograph's bytes came from.
 */
export type PhotoSource = "camera" | "gallery" | "forwarded" | "file";
