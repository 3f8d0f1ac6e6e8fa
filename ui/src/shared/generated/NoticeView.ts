// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { DeductionView } from "./DeductionView";
import type { NamedId } from "./NamedId";
import type { VisitKind } from "./VisitKind";

/**
 * What a visit tells the village.
 */
export type NoticeView = { 
/**
 * Row id.
 */
id: string, 
/**
 * Village.
 */
village: NamedId, 
/**
 * Township.
 */
township: NamedId, 
/**
 * Round's name, as written in the notice.
 */
round: string, 
/**
 * Day of the visit.
 */
day: string, 
/**
 * Announced or not.
 */
kind: VisitKind, 
/**
 * Score.
 */
score: string | null, 
/**
 * Deductions (no photographs: those are the supervisors').
 */
deductions: Array<DeductionView>, 
/**
 * When it was made.
 */
at: number, };
