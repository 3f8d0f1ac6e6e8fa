// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Locale } from "./Locale";
import type { Theme } from "./Theme";

/**
 * UI preferences kept on the device, never synced.
 */
export type Preferences = { 
/**
 * Language of the UI.
 */
locale: Locale, 
/**
 * Colours of the UI.
 */
theme: Theme, 
/**
 * Text size in percent: 100, 125, 150, 200.
 */
textSize: number, 
/**
 * Original photographs go over networks that cost money by the byte, too.
 */
originalsOnMetered: boolean, };
