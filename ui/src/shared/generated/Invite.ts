// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * Argument of `invite`.
 */
export type Invite = { 
/**
 * For whom: a person's row id.
 */
person: string, 
/**
 * To sign in to the web pages, instead of enrolling a device.
 */
signIn: boolean, };
