// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { ErrorCode } from "./ErrorCode";
import type { Param } from "./Param";

/**
 * A command's refusal, the same at both doors.
 */
export type AppError = { 
/**
 * What the UI switches on.
 */
code: ErrorCode, 
/**
 * Values for the message, by name.
 */
params: { [key in string]: Param }, };
