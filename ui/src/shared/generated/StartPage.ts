// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { LinkPreview } from "./LinkPreview";
import type { StartLink } from "./StartLink";

/**
 * The start page of a demo server (loopback only): fresh one-time links at each load.
 */
export type StartPage = { 
/**
 * District name.
 */
district: string, 
/**
 * Folder that holds the data.
 */
dataDir: string, 
/**
 * Villages in all.
 */
villages: number, 
/**
 * Villages inspected (accepted or submitted) in the due round.
 */
inspected: number, 
/**
 * Inspections waiting for review.
 */
waiting: number, 
/**
 * Civil day of the demo.
 */
today: string, 
/**
 * One-time sign-in route for each role: supervisor, inspector, cadre.
 */
signIn: Array<StartLink>, 
/**
 * Enrolment link for the app (inspector).
 */
enrolLink: string, 
/**
 * That link taken apart: its six words are read out to whoever enrols. Null if the demo has no inspector.
 */
enrol: LinkPreview | null, };
