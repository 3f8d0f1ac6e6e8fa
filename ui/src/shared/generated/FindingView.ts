// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { FindingBrief } from "./FindingBrief";
import type { NextStep } from "./NextStep";
import type { OwnerView } from "./OwnerView";
import type { PhotoView } from "./PhotoView";
import type { SaidSame } from "./SaidSame";
import type { SameFinding } from "./SameFinding";
import type { StepView } from "./StepView";
import type { VoiceView } from "./VoiceView";

/**
 * A finding, whole.
 */
export type FindingView = { 
/**
 * In short.
 */
brief: FindingBrief, 
/**
 * Note.
 */
note: string, 
/**
 * Who made it a finding, or reported it.
 */
by: string, 
/**
 * Its village has reported it itself (自查自改): nobody saw it in a visit.
 */
reported: boolean, 
/**
 * Photographs, in the order they were taken.
 */
photos: Array<PhotoView>, 
/**
 * Voice notes, in the order they were said.
 */
voices: Array<VoiceView>, 
/**
 * Of these the caller's own that no step says yet, by id: what the caller's next step may say, or the caller take out.
 */
unsaid: Array<string>, 
/**
 * Steps, those that count in their order; one that does not stands behind the one that it answers.
 */
steps: Array<StepView>, 
/**
 * The step that the next one answers.
 */
last: string | null, 
/**
 * What the caller may do now, the likeliest first.
 */
next: Array<NextStep>, 
/**
 * May the caller photograph it?
 */
mayPhotograph: boolean, 
/**
 * Since when its clock stands still.
 */
paused: string | null, 
/**
 * The visit in which it was seen, for those who may read it.
 */
inspection: string | null, 
/**
 * Two people changed its row differently.
 */
conflict: boolean, 
/**
 * The finding that it was said to be the same place as.
 */
sameAs: SaidSame | null, 
/**
 * Those that were said to be this one, but for the one that it was said to be itself: two that name each other are one pair.
 */
alsoHere: Array<SaidSame>, 
/**
 * Those that may be this one, the nearest first, for who may say so.
 */
near: Array<SameFinding>, 
/**
 * May the caller say that it is another, and take back what was said?
 */
maySame: boolean, 
/**
 * Whose it is, for those who may read the village's personal data, if somebody wrote it.
 */
owner: OwnerView | null, 
/**
 * May the caller write whose it is?
 */
mayOwn: boolean, };
