// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Role } from "./Role";

/**
 * One card of the start page.
 */
export type StartLink = { 
/**
 * Role.
 */
role: Role, 
/**
 * Person's name.
 */
person: string, 
/**
 * Code for `#/sign-in/<code>`.
 */
code: string, };
