// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What the sync is doing.
 */
export type SyncPhase = "idle" | "syncing" | "offline" | "stopped";
