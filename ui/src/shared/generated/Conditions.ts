// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What the device's system says of its network and its battery.
 */
export type Conditions = { 
/**
 * The network costs money by the byte.
 */
metered: boolean, 
/**
 * Charge of the battery in percent, where the system tells it.
 */
battery: number | null, 
/**
 * Something charges it.
 */
charging: boolean, };
