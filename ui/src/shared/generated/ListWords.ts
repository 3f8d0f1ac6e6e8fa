// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { BoundaryWords } from "./BoundaryWords";
import type { CleanupWords } from "./CleanupWords";
import type { FindingStatus } from "./FindingStatus";
import type { FindingWords } from "./FindingWords";
import type { LedgerFigure } from "./LedgerFigure";
import type { SizeWords } from "./SizeWords";

/**
 * The words of lists.
 */
export type ListWords = { 
/**
 * Columns of findings.
 */
findings: FindingWords, 
/**
 * Columns of the 台账.
 */
cleanups: CleanupWords, 
/**
 * Columns of boundaries.
 */
boundaries: BoundaryWords, 
/**
 * Where a finding stands.
 */
statuses: { [key in FindingStatus]?: string }, 
/**
 * Names of kinds, by their ids, where they are to be other than the standard's.
 */
kinds: { [key in string]: string }, 
/**
 * Figures of the 台账, with their units.
 */
figures: { [key in LedgerFigure]?: string }, 
/**
 * Roads that were cleared, km.
 */
roads: string, 
/**
 * How large something is.
 */
sizes: SizeWords, };
