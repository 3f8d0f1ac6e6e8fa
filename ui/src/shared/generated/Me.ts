// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NamedId } from "./NamedId";
import type { Role } from "./Role";

/**
 * Who is using this device.
 */
export type Me = { 
/**
 * Row id of the person.
 */
person: string, 
/**
 * Name as the district wrote it.
 */
name: string, 
/**
 * Office or title, may be empty.
 */
title: string, 
/**
 * Roles of the grants that are valid now; strongest first.
 */
roles: Array<Role>, 
/**
 * Team's row id and name, for inspectors.
 */
team: NamedId | null, 
/**
 * Names of the places that the grants cover, for display.
 */
places: Array<NamedId>, };
