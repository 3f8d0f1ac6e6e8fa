// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What a grant lets its person be.
 */
export type Role = "admin" | "supervisor" | "inspector" | "township" | "cadre";
