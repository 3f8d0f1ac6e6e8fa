// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * A place within a village.
 */
export type PlaceView = { 
/**
 * Row id.
 */
id: string, 
/**
 * A 组 (社); else a landmark.
 */
group: boolean, 
/**
 * Name.
 */
name: string, };
