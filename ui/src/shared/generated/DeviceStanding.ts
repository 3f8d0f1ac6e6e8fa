// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * How the device stands to its district.
 */
export type DeviceStanding = "unenrolled" | "active" | "retired" | "needs_link";
