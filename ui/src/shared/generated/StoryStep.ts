// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Role } from "./Role";
import type { StepAside } from "./StepAside";
import type { StepKind } from "./StepKind";
import type { StoryFinding } from "./StoryFinding";

/**
 * A step of a finding.
 */
export type StoryStep = { 
/**
 * The finding, and who took the step.
 */
of: StoryFinding, 
/**
 * What was done; `None` of a kind that this version does not know.
 */
step: StepKind | null, 
/**
 * As what.
 */
role: Role | null, 
/**
 * The deadline that it fixes, or asks for.
 */
due: string | null, 
/**
 * Why it does not count, if it does not.
 */
aside: StepAside | null, };
