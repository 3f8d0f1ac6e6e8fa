// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * How much room is left on the disk, once it is little.
 */
export type SpaceLeft = { 
/**
 * Megabytes of a million bytes.
 */
megabytes: number, 
/**
 * No photograph is taken any more; answers go on.
 */
photosStopped: boolean, };
