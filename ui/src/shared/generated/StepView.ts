// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Role } from "./Role";
import type { StepAside } from "./StepAside";
import type { StepKind } from "./StepKind";

/**
 * A step in a finding's history.
 */
export type StepView = { 
/**
 * Row id.
 */
id: string, 
/**
 * What was done; `None` of a kind that this version does not know.
 */
kind: StepKind | null, 
/**
 * Who.
 */
by: string, 
/**
 * Their office or title, may be empty.
 */
title: string, 
/**
 * As what.
 */
role: Role | null, 
/**
 * When.
 */
at: number, 
/**
 * Words.
 */
note: string, 
/**
 * The deadline that it fixes, or asks for.
 */
due: string | null, 
/**
 * The photographs that it shows.
 */
photos: Array<string>, 
/**
 * The voice notes that it says.
 */
voices: Array<string>, 
/**
 * Why it does not count, if it does not.
 */
aside: StepAside | null, 
/**
 * The server has it, by receipt.
 */
delivered: boolean, };
