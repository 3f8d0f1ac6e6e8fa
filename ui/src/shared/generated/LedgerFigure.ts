// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * A figure of the day.
 */
export type LedgerFigure = "machines" | "machine_turns" | "garbage" | "piles" | "film" | "trees" | "people" | "turns";
