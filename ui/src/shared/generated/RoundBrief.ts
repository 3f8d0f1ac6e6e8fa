// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { RoundKind } from "./RoundKind";

/**
 * A round in one line.
 */
export type RoundBrief = { 
/**
 * Row id.
 */
id: string, 
/**
 * Name, e.g. `11月下半月`.
 */
name: string, 
/**
 * Regular, special or random.
 */
kind: RoundKind, 
/**
 * First day.
 */
from: string, 
/**
 * Last day.
 */
to: string, 
/**
 * Standard's title.
 */
standard: string, 
/**
 * The default standard, not yet approved by the district.
 */
standardDefault: boolean, };
