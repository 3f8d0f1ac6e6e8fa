// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * A position as measured. There is no default position: unknown is `None` where this is used.
 */
export type Fix = { 
/**
 * Longitude, degrees, WGS-84.
 */
lon: number, 
/**
 * Latitude, degrees, WGS-84.
 */
lat: number, 
/**
 * Accuracy radius, metres (68 %).
 */
accuracy: number, 
/**
 * Altitude, metres.
 */
altitude: number | null, 
/**
 * Direction of view, degrees from north.
 */
bearing: number | null, };
