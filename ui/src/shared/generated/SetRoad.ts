// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * One road of the day.
 */
export type SetRoad = { 
/**
 * Its name.
 */
name: string, 
/**
 * How much of it, in kilometres; `None` takes it out of the day.
 */
km: string | null, };
