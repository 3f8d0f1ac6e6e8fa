// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * The ground map of this device, or at the server's door the server's.
 */
export type BasemapView = { 
/**
 * It is here.
 */
here: boolean, 
/**
 * Another one for each file that lies there.
 */
etag: string | null, 
/**
 * Its length.
 */
bytes: number | null, 
/**
 * It is on its way.
 */
fetching: boolean, 
/**
 * What kept the last try from being the last.
 */
problem: string | null, 
/**
 * The district's key of 天地图, whose tiles may be asked for online.
 */
tianditu: string | null, };
