// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Through which door the UI talks to the commands.
 */
export type DoorKind = "app" | "web";
