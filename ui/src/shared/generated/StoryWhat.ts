// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { LedgerMonth } from "./LedgerMonth";
import type { StoryAppeal } from "./StoryAppeal";
import type { StoryFinding } from "./StoryFinding";
import type { StoryStep } from "./StoryStep";
import type { StoryVisit } from "./StoryVisit";

/**
 * What happened.
 */
export type StoryWhat = { "kind": "visit" } & StoryVisit | { "kind": "reported" } & StoryFinding | { "kind": "step" } & StoryStep | { "kind": "ledger" } & LedgerMonth | { "kind": "appeal" } & StoryAppeal;
