// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { DeductionView } from "./DeductionView";
import type { GroupView } from "./GroupView";
import type { Missing } from "./Missing";
import type { NamedId } from "./NamedId";
import type { PhotoView } from "./PhotoView";
import type { PresenceView } from "./PresenceView";
import type { ReturnBrief } from "./ReturnBrief";
import type { RivalView } from "./RivalView";
import type { RoundBrief } from "./RoundBrief";
import type { ScoreView } from "./ScoreView";
import type { SightingKindView } from "./SightingKindView";
import type { SightingView } from "./SightingView";
import type { VisitKind } from "./VisitKind";
import type { VisitStatus } from "./VisitStatus";
import type { WitnessView } from "./WitnessView";

/**
 * One visit, whole: every control, the live score, and what is missing.
 */
export type InspectionView = { 
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
 * Round.
 */
round: RoundBrief, 
/**
 * Team.
 */
team: NamedId, 
/**
 * Civil day of the visit.
 */
day: string, 
/**
 * Announced or not.
 */
kind: VisitKind, 
/**
 * Where it stands.
 */
status: VisitStatus, 
/**
 * May this caller still change it?
 */
editable: boolean, 
/**
 * Score: goals and measures weighed together.
 */
score: ScoreView, 
/**
 * Groups in the standard's order.
 */
groups: Array<GroupView>, 
/**
 * Everything that costs points, in the standard's order.
 */
deductions: Array<DeductionView>, 
/**
 * Sightings, newest first.
 */
sightings: Array<SightingView>, 
/**
 * Photographs that belong to no item or sighting yet.
 */
unclassified: Array<PhotoView>, 
/**
 * Who inspected: authors of its rows.
 */
inspectors: Array<string>, 
/**
 * What was said where the visit was opened from outside the village, in order.
 */
presences: Array<PresenceView>, 
/**
 * Witness.
 */
witness: WitnessView | null, 
/**
 * What submitting would refuse now.
 */
missing: Array<Missing>, 
/**
 * Reason of the last return, while returned.
 */
returned: ReturnBrief | null, 
/**
 * Rows that two people changed differently.
 */
conflicts: number, 
/**
 * These rows with their sides. Entering one again (`set_answer`, `put_sighting`, `move_photo`, `set_witness`) settles it for all.
 */
rivals: Array<RivalView>, 
/**
 * Walk-first chips: the sightings' kinds in the standard's order.
 */
chips: Array<SightingKindView>, 
/**
 * Photographs and how many of them the server has, by receipt.
 */
photos: number, 
/**
 * See `photos`.
 */
photosDelivered: number, };
