// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What a repair of the data on this device did.
 */
export type RepairReport = { 
/**
 * Commits that were saved.
 */
commits: number, 
/**
 * Taps that were in no commit that could be saved, and were saved all the same.
 */
taps: number, 
/**
 * What could not be saved here; what the server has comes again.
 */
lost: number, 
/**
 * Whether the device still knows whose it is; if not, it is to be enrolled again.
 */
enrolled: boolean, 
/**
 * The folder in which the damaged files are kept, with the list of what was lost.
 */
aside: string, };
