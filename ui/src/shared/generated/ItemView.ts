// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { AnswerKind } from "./AnswerKind";
import type { AnswerValue } from "./AnswerValue";
import type { GuidanceView } from "./GuidanceView";
import type { PhotoView } from "./PhotoView";
import type { TermView } from "./TermView";
import type { Tick } from "./Tick";
import type { VoiceView } from "./VoiceView";

/**
 * One item: its rule, its answer, what it costs.
 */
export type ItemView = { 
/**
 * Item id, e.g. `W1`.
 */
id: string, 
/**
 * Title in the standard.
 */
title: string, 
/**
 * Which control answers it.
 */
answerKind: AnswerKind, 
/**
 * Unit of a count or ratio, e.g. `处`.
 */
unit: string, 
/**
 * Rule in words, from the standard.
 */
rule: string, 
/**
 * What counts and what does not.
 */
guidance: GuidanceView, 
/**
 * Points in full.
 */
points: string, 
/**
 * Points got so far; `None` while unanswered or not applicable.
 */
got: string | null, 
/**
 * May it be 不适用?
 */
mayNotApply: boolean, 
/**
 * The answer (not for households and sightings).
 */
value: AnswerValue | null, 
/**
 * Households 1–5 of a sampled item, null while not ticked; empty for other items.
 */
households: Array<Tick | null>, 
/**
 * Answered?
 */
answered: boolean, 
/**
 * Not applicable, by answer.
 */
notApplicable: boolean, 
/**
 * Points lost.
 */
lost: string, 
/**
 * The arithmetic, one line a term.
 */
terms: Array<TermView>, 
/**
 * Note.
 */
note: string, 
/**
 * What was said of it, oldest first: it can stand for the note.
 */
voices: Array<VoiceView>, 
/**
 * Photographs of this item (for `sightings`: of its sightings).
 */
photos: Array<PhotoView>, 
/**
 * How many photographs the photo rule still asks for.
 */
photosMissing: number, 
/**
 * Photo rule id, `P0`–`P4`.
 */
photoRule: string, };
