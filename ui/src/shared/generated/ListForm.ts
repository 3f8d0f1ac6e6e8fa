// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What lists are written as.
 */
export type ListForm = "csv" | "xlsx" | "geojson" | "gpkg";
