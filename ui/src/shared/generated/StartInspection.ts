// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { VisitKind } from "./VisitKind";

/**
 * Argument of `start_inspection`.
 */
export type StartInspection = { 
/**
 * Village code.
 */
village: string, 
/**
 * Announced or not.
 */
kind: VisitKind, };
