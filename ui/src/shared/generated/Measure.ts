// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What is measured of a kind of sighting.
 */
export type Measure = "pile" | "structure" | "nothing";
