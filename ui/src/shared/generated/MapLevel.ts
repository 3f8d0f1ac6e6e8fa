// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Level of a division on the map.
 */
export type MapLevel = "township" | "village";
